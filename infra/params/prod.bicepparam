using '../main.bicep'

param environmentName = 'prod'
param runner = 'container'
param jobCores = '4.0'
param jobMemoryGi = 8
param privateNetwork = true
param customerManagedKeys = true
param redundancy = 'Standard_GRS'
param alwaysReadyInstances = 1
param instanceMemoryMB = 4096
param functionsPerInstance = 6
param maximumInstances = 100
param softDeleteDays = 30
param logRetentionDays = 90
param locked = true
param alertEmails = [
  'retail-data@example.com'
]
param budgetAmount = 600
