using '../main.bicep'

// As prod, without what only costs: one copy of the data, no locks, nothing always ready.
param environmentName = 'test'
param runner = 'container'
param jobCores = '4.0'
param jobMemoryGi = 8
param privateNetwork = true
param customerManagedKeys = true
param instanceMemoryMB = 4096
param functionsPerInstance = 6
param alertEmails = [
  'retail-data-test@example.com'
]
param budgetAmount = 250
param logGigabytesADay = 2
