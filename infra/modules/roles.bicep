// What one principal may do in one storage account: on single containers, queues and tables, never on the account.

var roles = loadJsonContent('../roles.json')

@description('Name of the storage account.')
param accountName string

@description('Principal id of whom it is about.')
param principalId string

@description('What kind of principal that is.')
@allowed([
  'ServicePrincipal'
  'Group'
])
param principalType string = 'ServicePrincipal'

@description('Roles on containers: objects of container and role, the role as roles.json names it.')
param containerRoles array = []

@description('Roles on queues: objects of queue and role.')
param queueRoles array = []

@description('Roles on tables: objects of table and role.')
param tableRoles array = []

resource account 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  name: accountName
}

resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2025-06-01' existing = {
  parent: account
  name: 'default'
}

resource queueService 'Microsoft.Storage/storageAccounts/queueServices@2025-06-01' existing = {
  parent: account
  name: 'default'
}

resource tableService 'Microsoft.Storage/storageAccounts/tableServices@2025-06-01' existing = {
  parent: account
  name: 'default'
}

resource containers 'Microsoft.Storage/storageAccounts/blobServices/containers@2025-06-01' existing = [for grant in containerRoles: {
  parent: blobs
  name: grant.container
}]

resource queues 'Microsoft.Storage/storageAccounts/queueServices/queues@2025-06-01' existing = [for grant in queueRoles: {
  parent: queueService
  name: grant.queue
}]

resource tables 'Microsoft.Storage/storageAccounts/tableServices/tables@2025-06-01' existing = [for grant in tableRoles: {
  parent: tableService
  name: grant.table
}]

resource onContainers 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for (grant, index) in containerRoles: {
  scope: containers[index]
  name: guid(containers[index].id, principalId, roles[grant.role])
  properties: {
    principalId: principalId
    principalType: principalType
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles[grant.role])
  }
}]

resource onQueues 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for (grant, index) in queueRoles: {
  scope: queues[index]
  name: guid(queues[index].id, principalId, roles[grant.role])
  properties: {
    principalId: principalId
    principalType: principalType
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles[grant.role])
  }
}]

resource onTables 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for (grant, index) in tableRoles: {
  scope: tables[index]
  name: guid(tables[index].id, principalId, roles[grant.role])
  properties: {
    principalId: principalId
    principalType: principalType
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles[grant.role])
  }
}]
