// Where a person's slip cannot be mended: what holds data cannot be deleted before its lock is.

@description('Name of the lake.')
param lakeName string

@description('Name of the ops account.')
param opsName string

@description('Name of the vault.')
param vaultName string

resource lake 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  name: lakeName
}

resource ops 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  name: opsName
}

resource vault 'Microsoft.KeyVault/vaults@2025-05-01' existing = {
  name: vaultName
}

resource lakeStays 'Microsoft.Authorization/locks@2020-05-01' = {
  scope: lake
  name: 'stays'
  properties: {
    level: 'CanNotDelete'
    notes: 'Every dropped file, and all that was made of them.'
  }
}

resource opsStays 'Microsoft.Authorization/locks@2020-05-01' = {
  scope: ops
  name: 'stays'
  properties: {
    level: 'CanNotDelete'
    notes: 'The ledger.'
  }
}

resource vaultStays 'Microsoft.Authorization/locks@2020-05-01' = {
  scope: vault
  name: 'stays'
  properties: {
    level: 'CanNotDelete'
    notes: 'The key without which storage cannot be read.'
  }
}
