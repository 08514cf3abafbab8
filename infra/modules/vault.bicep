// The vault of the key that storage is encrypted with, where the environment wants a key of its own. It holds no secrets.

var roles = loadJsonContent('../roles.json')

@description('Azure region.')
param location string

@description('What every name ends in.')
param suffix string

@description('Tags of every resource.')
param tags object

@description('Whether storage is encrypted with a key from this vault instead of one of Microsoft\'s.')
param customerManagedKeys bool

@description('Principal id of the identity with which storage reads its key.')
param encryptionPrincipalId string

@description('Whether the vault answers private endpoints alone.')
param privateNetwork bool

@description('For how many days a deleted vault or key can be brought back.')
@minValue(7)
@maxValue(90)
param softDeleteDays int

var publicAccess = privateNetwork ? 'Disabled' : 'Enabled'

resource vault 'Microsoft.KeyVault/vaults@2025-05-01' = {
  name: 'kv-${suffix}'
  location: location
  tags: tags
  properties: {
    tenantId: tenant().tenantId
    sku: {
      family: 'A'
      name: 'standard'
    }
    enableRbacAuthorization: true
    enableSoftDelete: true
    softDeleteRetentionInDays: softDeleteDays
    enablePurgeProtection: true
    publicNetworkAccess: publicAccess
    networkAcls: {
      bypass: 'AzureServices'
      defaultAction: 'Deny'
    }
  }
}

resource storageKey 'Microsoft.KeyVault/vaults/keys@2025-05-01' = if (customerManagedKeys) {
  parent: vault
  name: 'storage'
  tags: tags
  properties: {
    kty: 'RSA'
    keySize: 3072
    keyOps: [
      'wrapKey'
      'unwrapKey'
    ]
    rotationPolicy: {
      attributes: {
        expiryTime: 'P1Y'
      }
      lifetimeActions: [
        {
          action: {
            type: 'rotate'
          }
          trigger: {
            timeBeforeExpiry: 'P60D'
          }
        }
      ]
    }
  }
}

resource readsKey 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (customerManagedKeys) {
  scope: storageKey
  name: guid(storageKey.id, encryptionPrincipalId, roles.KeyVaultCryptoServiceEncryptionUser)
  properties: {
    principalId: encryptionPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.KeyVaultCryptoServiceEncryptionUser)
  }
}

@description('Name of the vault.')
output name string = vault.name

@description('Resource id of the vault.')
output id string = vault.id

@description('Address of the vault.')
output uri string = vault.properties.vaultUri

@description('Name of the key for storage, empty where it is Microsoft\'s.')
output storageKeyName string = customerManagedKeys ? storageKey.name : ''
