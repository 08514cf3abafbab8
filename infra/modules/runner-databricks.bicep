// The runner at scale: a Databricks workspace, and the connector by which Unity Catalog reaches the lake without a key.
// The catalog's external locations are objects of Databricks and not of Azure: infra/unity-catalog.sh makes them.

@description('Azure region.')
param location string

@description('What every name ends in.')
param suffix string

@description('Tags of every resource.')
param tags object

@description('Resource id of the jobs\' identity.')
param jobsIdentityId string

@description('Whether the clusters have no public addresses and lie in the network.')
param privateNetwork bool

@description('Resource id of the network, empty without one.')
param networkId string

@description('Name of the subnet of the clusters\' hosts.')
param hostSubnet string

@description('Name of the subnet of the clusters\' containers.')
param containerSubnet string

var inNetwork = {
  enableNoPublicIp: {
    value: true
  }
  requireInfrastructureEncryption: {
    value: true
  }
  customVirtualNetworkId: {
    value: networkId
  }
  customPublicSubnetName: {
    value: hostSubnet
  }
  customPrivateSubnetName: {
    value: containerSubnet
  }
}
var ofItsOwn = {
  enableNoPublicIp: {
    value: true
  }
  requireInfrastructureEncryption: {
    value: true
  }
}

resource workspace 'Microsoft.Databricks/workspaces@2024-05-01' = {
  name: 'dbw-${suffix}'
  location: location
  tags: tags
  sku: {
    name: 'premium'
  }
  properties: {
    managedResourceGroupId: subscriptionResourceId('Microsoft.Resources/resourceGroups', 'rg-dbw-${suffix}')
    // People and the function app sign in with Entra identities; the front door itself stays open for them.
    publicNetworkAccess: 'Enabled'
    requiredNsgRules: 'AllRules'
    defaultCatalog: {
      initialType: 'UnityCatalog'
    }
    parameters: privateNetwork ? inNetwork : ofItsOwn
  }
}

resource connector 'Microsoft.Databricks/accessConnectors@2024-05-01' = {
  name: 'dbac-${suffix}'
  location: location
  tags: tags
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${jobsIdentityId}': {}
    }
  }
  properties: {}
}

@description('Name of the workspace.')
output workspaceName string = workspace.name

@description('Address of the workspace.')
output workspaceUrl string = 'https://${workspace.properties.workspaceUrl}'

@description('Resource id of the connector, for the catalog\'s storage credential.')
output connectorId string = connector.id
