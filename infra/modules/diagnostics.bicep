// What each resource logs of itself: who reads and writes data, and what the platform did.

@description('Resource id of the workspace.')
param workspaceId string

@description('Name of the lake.')
param lakeName string

@description('Name of the ops account.')
param opsName string

@description('Name of the vault.')
param vaultName string

@description('Name of the function app.')
param appName string

@description('Name of the lake\'s topic.')
param topicName string

@description('Name of the jobs\' surroundings, empty where they run elsewhere.')
param jobEnvironmentName string

@description('Name of the Databricks workspace, empty where there is none.')
param databricksName string

var allLogs = [
  {
    categoryGroup: 'allLogs'
    enabled: true
  }
]
var audit = [
  {
    categoryGroup: 'audit'
    enabled: true
  }
]
// Every read of every queue poll would be the dearest line on the bill: writes and deletions of the ledger are kept.
var changes = [
  {
    category: 'StorageWrite'
    enabled: true
  }
  {
    category: 'StorageDelete'
    enabled: true
  }
]

resource lake 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  name: lakeName
}

resource lakeBlobs 'Microsoft.Storage/storageAccounts/blobServices@2025-06-01' existing = {
  parent: lake
  name: 'default'
}

resource ops 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  name: opsName
}

resource opsBlobs 'Microsoft.Storage/storageAccounts/blobServices@2025-06-01' existing = {
  parent: ops
  name: 'default'
}

resource opsQueues 'Microsoft.Storage/storageAccounts/queueServices@2025-06-01' existing = {
  parent: ops
  name: 'default'
}

resource opsTables 'Microsoft.Storage/storageAccounts/tableServices@2025-06-01' existing = {
  parent: ops
  name: 'default'
}

resource vault 'Microsoft.KeyVault/vaults@2025-05-01' existing = {
  name: vaultName
}

resource app 'Microsoft.Web/sites@2025-03-01' existing = {
  name: appName
}

resource topic 'Microsoft.EventGrid/systemTopics@2025-02-15' existing = {
  name: topicName
}

resource jobEnvironment 'Microsoft.App/managedEnvironments@2025-07-01' existing = if (!empty(jobEnvironmentName)) {
  name: empty(jobEnvironmentName) ? 'none' : jobEnvironmentName
}

resource databricks 'Microsoft.Databricks/workspaces@2024-05-01' existing = if (!empty(databricksName)) {
  name: empty(databricksName) ? 'none' : databricksName
}

resource ofLake 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: lakeBlobs
  name: 'to-workspace'
  properties: {
    workspaceId: workspaceId
    logs: audit
  }
}

resource ofOpsBlobs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: opsBlobs
  name: 'to-workspace'
  properties: {
    workspaceId: workspaceId
    logs: changes
  }
}

resource ofOpsQueues 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: opsQueues
  name: 'to-workspace'
  properties: {
    workspaceId: workspaceId
    logs: changes
  }
}

resource ofOpsTables 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: opsTables
  name: 'to-workspace'
  properties: {
    workspaceId: workspaceId
    logs: changes
  }
}

resource ofVault 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: vault
  name: 'to-workspace'
  properties: {
    workspaceId: workspaceId
    logs: audit
  }
}

// Not its console: Application Insights has those lines already.
resource ofApp 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: app
  name: 'to-workspace'
  properties: {
    workspaceId: workspaceId
    metrics: [
      {
        category: 'AllMetrics'
        enabled: true
      }
    ]
  }
}

resource ofTopic 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: topic
  name: 'to-workspace'
  properties: {
    workspaceId: workspaceId
    logs: allLogs
  }
}

resource ofJobs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = if (!empty(jobEnvironmentName)) {
  scope: jobEnvironment
  name: 'to-workspace'
  properties: {
    workspaceId: workspaceId
    logs: allLogs
  }
}

resource ofDatabricks 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = if (!empty(databricksName)) {
  scope: databricks
  name: 'to-workspace'
  properties: {
    workspaceId: workspaceId
    logs: allLogs
  }
}
