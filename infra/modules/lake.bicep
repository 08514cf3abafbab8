// The lake: one account with a hierarchical namespace, a file system for each layer, and how long each layer stays warm.

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

@description('Addresses (CIDR) that may come in beside the private endpoints, such as those of the stores.')
param allowedIpRanges array

@description('Whether the account is encrypted with a key from the vault.')
param customerManagedKeys bool

@description('Resource id of the identity with which the account reads its key.')
param encryptionIdentityId string

@description('Address of the vault.')
param vaultUri string

@description('Name of the key in the vault.')
param keyName string

@description('For how many days deleted files and file systems can be brought back.')
@minValue(1)
@maxValue(365)
param softDeleteDays int

@description('After how many days files in raw/ and landing/ become cool.')
param coolRawAfterDays int

@description('After how many days files in raw/ are archived: a replay of them has to bring them back first, which takes hours.')
param archiveRawAfterDays int

@description('After how many days refused rows are deleted.')
param deleteQuarantineAfterDays int

var ownKey = {
  keySource: 'Microsoft.Keyvault'
  requireInfrastructureEncryption: true
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
    isHnsEnabled: true
    isSftpEnabled: false
    isLocalUserEnabled: false
    accessTier: 'Hot'
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    allowedCopyScope: 'AAD'
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    publicNetworkAccess: privateNetwork && empty(allowedIpRanges) ? 'Disabled' : 'Enabled'
    networkAcls: {
      bypass: 'AzureServices'
      defaultAction: privateNetwork ? 'Deny' : 'Allow'
      ipRules: [for addressRange in allowedIpRanges: {
        value: addressRange
        action: 'Allow'
      }]
    }
    encryption: customerManagedKeys ? ownKey : microsoftsKey
  }
}

// Versions of blobs are not to be had with a hierarchical namespace: deleted and overwritten files come back by soft
// delete, and tables by Delta's own versions.
resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2025-06-01' = {
  parent: account
  name: 'default'
  properties: {
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

resource fileSystems 'Microsoft.Storage/storageAccounts/blobServices/containers@2025-06-01' = [for fileSystem in items(names.fileSystems): {
  parent: blobs
  name: fileSystem.value
  properties: {
    publicAccess: 'None'
  }
}]

resource lifecycle 'Microsoft.Storage/storageAccounts/managementPolicies@2025-06-01' = {
  parent: account
  name: 'default'
  properties: {
    policy: {
      rules: [
        {
          name: 'raw-grows-cold'
          enabled: true
          type: 'Lifecycle'
          definition: {
            filters: {
              blobTypes: [
                'blockBlob'
              ]
              prefixMatch: [
                '${names.fileSystems.raw}/'
              ]
            }
            actions: {
              baseBlob: {
                tierToCool: {
                  daysAfterModificationGreaterThan: coolRawAfterDays
                }
                tierToArchive: {
                  daysAfterModificationGreaterThan: archiveRawAfterDays
                }
              }
            }
          }
        }
        {
          // Nobody reads a dropped file again: replays read raw/. It stays where the till put it.
          name: 'dropped-files-grow-cool'
          enabled: true
          type: 'Lifecycle'
          definition: {
            filters: {
              blobTypes: [
                'blockBlob'
              ]
              prefixMatch: [
                '${names.fileSystems.landing}/'
              ]
            }
            actions: {
              baseBlob: {
                tierToCool: {
                  daysAfterModificationGreaterThan: coolRawAfterDays
                }
              }
            }
          }
        }
        {
          name: 'refused-rows-go'
          enabled: true
          type: 'Lifecycle'
          definition: {
            filters: {
              blobTypes: [
                'blockBlob'
              ]
              prefixMatch: [
                '${names.fileSystems.quarantine}/'
              ]
            }
            actions: {
              baseBlob: {
                delete: {
                  daysAfterModificationGreaterThan: deleteQuarantineAfterDays
                }
              }
            }
          }
        }
      ]
    }
  }
  dependsOn: [
    fileSystems
  ]
}

@description('Name of the account.')
output name string = account.name

@description('Resource id of the account.')
output id string = account.id

@description('Address of the blob service.')
output blobEndpoint string = account.properties.primaryEndpoints.blob

@description('Address of the DFS service.')
output dfsEndpoint string = account.properties.primaryEndpoints.dfs
