// The ops account: the Functions host's own containers, the app's packages, the queues with their poison queues, the ledger.

var names = loadJsonContent('../../jobs/contracts/names.json')

@description('Azure region.')
param location string

@description('Name of the account.')
@minLength(3)
@maxLength(24)
param name string

@description('Tags of every resource.')
param tags object

@description('Three copies in one place, or three more in another region. Copies by zone have no archive tier, which raw/ goes to.')
@allowed([
  'Standard_LRS'
  'Standard_GRS'
])
param redundancy string

@description('Whether the account answers private endpoints alone.')
param privateNetwork bool

@description('Whether the account is encrypted with a key from the vault.')
param customerManagedKeys bool

@description('Resource id of the identity with which the account reads its key.')
param encryptionIdentityId string

@description('Address of the vault.')
param vaultUri string

@description('Name of the key in the vault.')
param keyName string

@description('For how many days deleted blobs and containers can be brought back, and old versions of a blob are kept.')
@minValue(1)
@maxValue(365)
param softDeleteDays int

@description('Container of the app\'s packages.')
param packagesContainer string

@description('Container of the events that could not be delivered.')
param deadLettersContainer string

@description('Containers in which the Functions host keeps its locks, the state of its timers, and its keys.')
param hostContainers array

// The ledger and the queues are in the account's own key only where the services say so at its creation.
var services = {
  queue: {
    enabled: true
    keyType: 'Account'
  }
  table: {
    enabled: true
    keyType: 'Account'
  }
}
var ownKey = {
  keySource: 'Microsoft.Keyvault'
  requireInfrastructureEncryption: true
  services: services
  identity: {
    userAssignedIdentity: encryptionIdentityId
  }
  keyvaultproperties: {
    keyname: keyName
    keyvaulturi: vaultUri
  }
}
var microsoftsKey = {
  keySource: 'Microsoft.Storage'
  requireInfrastructureEncryption: true
  services: services
}
var encryptionIdentity = {
  type: 'UserAssigned'
  userAssignedIdentities: {
    '${encryptionIdentityId}': {}
  }
}
var noIdentity = {
  type: 'None'
}

resource account 'Microsoft.Storage/storageAccounts@2025-06-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: {
    name: redundancy
  }
  identity: customerManagedKeys ? encryptionIdentity : noIdentity
  properties: {
    accessTier: 'Hot'
    isLocalUserEnabled: false
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    allowedCopyScope: 'AAD'
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    publicNetworkAccess: privateNetwork ? 'Disabled' : 'Enabled'
    networkAcls: {
      bypass: 'AzureServices'
      defaultAction: privateNetwork ? 'Deny' : 'Allow'
    }
    encryption: customerManagedKeys ? ownKey : microsoftsKey
  }
}

resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2025-06-01' = {
  parent: account
  name: 'default'
  properties: {
    isVersioningEnabled: true
    deleteRetentionPolicy: {
      enabled: true
      days: softDeleteDays
    }
    containerDeleteRetentionPolicy: {
      enabled: true
      days: softDeleteDays
    }
  }
}

resource packages 'Microsoft.Storage/storageAccounts/blobServices/containers@2025-06-01' = {
  parent: blobs
  name: packagesContainer
  properties: {
    publicAccess: 'None'
  }
}

resource deadLetters 'Microsoft.Storage/storageAccounts/blobServices/containers@2025-06-01' = {
  parent: blobs
  name: deadLettersContainer
  properties: {
    publicAccess: 'None'
  }
}

resource ofTheHost 'Microsoft.Storage/storageAccounts/blobServices/containers@2025-06-01' = [for container in hostContainers: {
  parent: blobs
  name: container
  properties: {
    publicAccess: 'None'
  }
}]

resource queueService 'Microsoft.Storage/storageAccounts/queueServices@2025-06-01' = {
  parent: account
  name: 'default'
}

resource queues 'Microsoft.Storage/storageAccounts/queueServices/queues@2025-06-01' = [for queue in items(names.queues): {
  parent: queueService
  name: queue.value
}]

resource poisonQueues 'Microsoft.Storage/storageAccounts/queueServices/queues@2025-06-01' = [for queue in items(names.queues): {
  parent: queueService
  name: '${queue.value}${names.poisonSuffix}'
}]

resource blobTriggerPoison 'Microsoft.Storage/storageAccounts/queueServices/queues@2025-06-01' = {
  parent: queueService
  name: names.blobTriggerPoison
}

resource tableService 'Microsoft.Storage/storageAccounts/tableServices@2025-06-01' = {
  parent: account
  name: 'default'
}

resource ledger 'Microsoft.Storage/storageAccounts/tableServices/tables@2025-06-01' = {
  parent: tableService
  name: names.ledgerTable
}

resource lifecycle 'Microsoft.Storage/storageAccounts/managementPolicies@2025-06-01' = {
  parent: account
  name: 'default'
  properties: {
    policy: {
      rules: [
        {
          name: 'old-versions-go'
          enabled: true
          type: 'Lifecycle'
          definition: {
            filters: {
              blobTypes: [
                'blockBlob'
              ]
            }
            actions: {
              version: {
                delete: {
                  daysAfterCreationGreaterThan: softDeleteDays
                }
              }
            }
          }
        }
      ]
    }
  }
}

@description('Name of the account.')
output name string = account.name

@description('Resource id of the account.')
output id string = account.id

@description('Address of the blob service.')
output blobEndpoint string = account.properties.primaryEndpoints.blob

@description('Address of the queue service.')
output queueEndpoint string = account.properties.primaryEndpoints.queue

@description('Address of the table service.')
output tableEndpoint string = account.properties.primaryEndpoints.table
