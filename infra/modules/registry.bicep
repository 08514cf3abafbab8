// The registry that the jobs' image is promoted into; pulled by the jobs' identity, pushed by the pipeline's.

var roles = loadJsonContent('../roles.json')

@description('Azure region.')
param location string

@description('Name of the registry.')
@minLength(5)
@maxLength(50)
param name string

@description('Tags of every resource.')
param tags object

@description('Whether the jobs reach it by a private endpoint, for which the dearest tier is needed.')
param privateNetwork bool

@description('Principal id of the jobs\' identity.')
param jobsPrincipalId string

// The pipeline's agents push from outside; nobody pulls or pushes without an identity.
resource registry 'Microsoft.ContainerRegistry/registries@2025-04-01' = {
  name: name
  location: location
  tags: tags
  sku: {
    name: privateNetwork ? 'Premium' : 'Basic'
  }
  properties: {
    adminUserEnabled: false
    anonymousPullEnabled: false
    publicNetworkAccess: 'Enabled'
  }
}

resource pulls 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: registry
  name: guid(registry.id, jobsPrincipalId, roles.AcrPull)
  properties: {
    principalId: jobsPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.AcrPull)
  }
}

@description('Resource id of the registry.')
output id string = registry.id

@description('Address of the registry.')
output server string = registry.properties.loginServer
