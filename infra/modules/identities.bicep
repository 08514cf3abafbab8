// Who acts: the function app, the jobs, and storage itself where it takes its key from the vault. One identity each.

@description('Azure region.')
param location string

@description('What every name ends in: environment and a digest of the resource group.')
param suffix string

@description('Tags of every resource.')
param tags object

resource app 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: 'id-app-${suffix}'
  location: location
  tags: tags
}

resource jobs 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: 'id-jobs-${suffix}'
  location: location
  tags: tags
}

resource encryption 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: 'id-encryption-${suffix}'
  location: location
  tags: tags
}

@description('Resource id of the function app\'s identity.')
output appId string = app.id

@description('Client id of the function app\'s identity.')
output appClientId string = app.properties.clientId

@description('Principal id of the function app\'s identity.')
output appPrincipalId string = app.properties.principalId

@description('Resource id of the jobs\' identity.')
output jobsId string = jobs.id

@description('Client id of the jobs\' identity.')
output jobsClientId string = jobs.properties.clientId

@description('Principal id of the jobs\' identity.')
output jobsPrincipalId string = jobs.properties.principalId

@description('Resource id of the identity with which storage reads its key.')
output encryptionId string = encryption.id

@description('Principal id of the identity with which storage reads its key.')
output encryptionPrincipalId string = encryption.properties.principalId
