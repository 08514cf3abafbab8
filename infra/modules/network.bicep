// The private network: a subnet each for the functions, the jobs and the endpoints, and the zones by which names resolve.

@description('Azure region.')
param location string

@description('What every name ends in.')
param suffix string

@description('Tags of every resource.')
param tags object

@description('Addresses of the network and of its subnets: objects with network, functions, jobs, endpoints, databricksHost, databricksContainer.')
param addresses object

@description('Whether Databricks runs the jobs, which wants two subnets of its own.')
param withDatabricks bool

var zoneNames = [
  'privatelink.blob.${environment().suffixes.storage}'
  'privatelink.dfs.${environment().suffixes.storage}'
  'privatelink.queue.${environment().suffixes.storage}'
  'privatelink.table.${environment().suffixes.storage}'
  'privatelink.vaultcore.azure.net'
  'privatelink.azurecr.io'
]
var databricksDelegation = [
  {
    name: 'databricks'
    properties: {
      serviceName: 'Microsoft.Databricks/workspaces'
    }
  }
]
var appDelegation = [
  {
    name: 'app'
    properties: {
      serviceName: 'Microsoft.App/environments'
    }
  }
]

var ownSubnets = [
  {
    name: 'functions'
    properties: {
      addressPrefix: addresses.functions
      delegations: appDelegation
      networkSecurityGroup: {
        id: closed.id
      }
    }
  }
  {
    name: 'jobs'
    properties: {
      addressPrefix: addresses.jobs
      delegations: appDelegation
      networkSecurityGroup: {
        id: closed.id
      }
    }
  }
  {
    name: 'endpoints'
    properties: {
      addressPrefix: addresses.endpoints
      privateEndpointNetworkPolicies: 'Enabled'
      networkSecurityGroup: {
        id: closed.id
      }
    }
  }
]
var databricksSubnets = [
  {
    name: 'databricks-host'
    properties: {
      addressPrefix: addresses.databricksHost
      delegations: databricksDelegation
      networkSecurityGroup: {
        id: databricksGroup.id
      }
    }
  }
  {
    name: 'databricks-container'
    properties: {
      addressPrefix: addresses.databricksContainer
      delegations: databricksDelegation
      networkSecurityGroup: {
        id: databricksGroup.id
      }
    }
  }
]

// Databricks writes its own rules into the group of its subnets; the others need none beside Azure's own.
resource closed 'Microsoft.Network/networkSecurityGroups@2025-05-01' = {
  name: 'nsg-${suffix}'
  location: location
  tags: tags
  properties: {
    securityRules: [
      {
        name: 'nothing-from-the-internet'
        properties: {
          priority: 4000
          direction: 'Inbound'
          access: 'Deny'
          protocol: '*'
          sourceAddressPrefix: 'Internet'
          sourcePortRange: '*'
          destinationAddressPrefix: '*'
          destinationPortRange: '*'
        }
      }
    ]
  }
}

resource databricksGroup 'Microsoft.Network/networkSecurityGroups@2025-05-01' = if (withDatabricks) {
  name: 'nsg-databricks-${suffix}'
  location: location
  tags: tags
}

// The subnets belong to the network itself: a network that is deployed again without them would take them away.
resource network 'Microsoft.Network/virtualNetworks@2025-05-01' = {
  name: 'vnet-${suffix}'
  location: location
  tags: tags
  properties: {
    addressSpace: {
      addressPrefixes: [
        addresses.network
      ]
    }
    subnets: withDatabricks ? concat(ownSubnets, databricksSubnets) : ownSubnets
  }
}

resource zones 'Microsoft.Network/privateDnsZones@2024-06-01' = [for zone in zoneNames: {
  name: zone
  location: 'global'
  tags: tags
}]

resource links 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = [for (zone, index) in zoneNames: {
  parent: zones[index]
  name: network.name
  location: 'global'
  tags: tags
  properties: {
    registrationEnabled: false
    virtualNetwork: {
      id: network.id
    }
  }
}]

@description('Resource id of the network.')
output id string = network.id

@description('Resource id of the functions\' subnet.')
output functionsSubnetId string = '${network.id}/subnets/functions'

@description('Resource id of the jobs\' subnet.')
output jobsSubnetId string = '${network.id}/subnets/jobs'

@description('Resource id of the endpoints\' subnet.')
output endpointsSubnetId string = '${network.id}/subnets/endpoints'

@description('Name of the subnet of Databricks\' hosts.')
output databricksHostSubnet string = 'databricks-host'

@description('Name of the subnet of Databricks\' containers.')
output databricksContainerSubnet string = 'databricks-container'
