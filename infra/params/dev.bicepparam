using '../main.bicep'

param environmentName = 'dev'
param runner = 'container'
param jobCores = '2.0'
param jobMemoryGi = 4
param alertEmails = [
  'retail-data-dev@example.com'
]
param budgetAmount = 60
param logGigabytesADay = 1
param softDeleteDays = 7
