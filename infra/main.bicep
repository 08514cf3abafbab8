// One environment of Tillstream in one resource group. docs/cost.md says what it costs, infra/README.md how to put it up.
targetScope = 'resourceGroup'

@description('Which environment it is; part of every name.')
@allowed([
  'dev'
  'test'
  'prod'
])
param environmentName string

@description('Azure region.')
param location string = resourceGroup().location

@description('Tags of every resource, beside those of the environment.')
param tags object = {}

@description('What runs the jobs: one container with the embedded engine, or Databricks.')
@allowed([
  'container'
  'databricks'
])
param runner string = 'container'

@description('The jobs\' image by its digest; empty before the first one is in the registry.')
param jobImage string = ''

@description('Databricks\' number of the job that databricks.yml deploys; empty before it has been deployed.')
param databricksJobId string = ''

@description('Cores of a run in a container.')
@allowed([
  '1.0'
  '2.0'
  '4.0'
])
param jobCores string = '2.0'

@description('Gibibytes of a run in a container: twice the cores, or up to 32 with 4 cores.')
@minValue(2)
@maxValue(32)
param jobMemoryGi int = 4

@description('After how many minutes a run in a container is ended.')
@minValue(5)
@maxValue(1440)
param jobMinutesAtMost int = 60

@description('Whether storage, vault and jobs answer private endpoints alone.')
param privateNetwork bool = false

@description('Addresses of the network and its subnets, where there is one.')
param addresses object = {
  network: '10.60.0.0/20'
  functions: '10.60.0.0/24'
  jobs: '10.60.1.0/24'
  endpoints: '10.60.2.0/24'
  databricksHost: '10.60.4.0/23'
  databricksContainer: '10.60.6.0/23'
}

@description('Addresses (CIDR) from which files may be dropped although the network is private.')
param allowedIpRanges array = []

@description('Whether storage is encrypted with a key of the environment\'s own vault.')
param customerManagedKeys bool = false

@description('Three copies in one place, or three more in another region. Copies by zone have no archive tier, which raw/ goes to.')
@allowed([
  'Standard_LRS'
  'Standard_GRS'
])
param redundancy string = 'Standard_LRS'

@description('For how many days deleted files can be brought back.')
@minValue(7)
@maxValue(90)
param softDeleteDays int = 14

@description('After how many days files in raw/ and landing/ become cool.')
@minValue(1)
param coolRawAfterDays int = 30

@description('After how many days files in raw/ are archived.')
@minValue(1)
param archiveRawAfterDays int = 180

@description('After how many days refused rows are deleted.')
@minValue(1)
param deleteQuarantineAfterDays int = 90

@description('Instances of land_file that are always ready; 0 scales to zero.')
@minValue(0)
@maxValue(20)
param alwaysReadyInstances int = 0

@description('Most instances of the function app.')
@minValue(1)
@maxValue(1000)
param maximumInstances int = 40

@description('Memory of an instance.')
@allowed([
  2048
  4096
])
param instanceMemoryMB int = 2048

@description('Functions that run at the same time in one instance.')
@minValue(1)
@maxValue(16)
param functionsPerInstance int = 3

@description('When the timers fire, six fields each, UTC.')
param schedules object = {
  sweep: '0 */5 * * * *'
  completeness: '0 5 * * * *'
  incentive: '0 0 2 1 * *'
  upkeep: '0 17 * * * *'
}

@description('For how many days logs are kept.')
@minValue(30)
@maxValue(730)
param logRetentionDays int = 30

@description('Most gigabytes of logs a day; -1 for no limit.')
param logGigabytesADay int = -1

@description('Whom alerts and the budget tell.')
param alertEmails array

@description('Seconds from drop to gold that the slowest twentieth of the files may take.')
@minValue(10)
param dropToGoldSeconds int = 300

@description('What a month may cost, in the subscription\'s currency.')
@minValue(1)
param budgetAmount int

@description('First day of the month that the budget begins with. Azure wants it to stay as it was first deployed.')
param budgetStart string = '${utcNow('yyyy-MM')}-01'

@description('Whether what holds data cannot be deleted before its lock is.')
param locked bool = false

@description('Object id of the Entra group of operators, the pipeline\'s principal among them; empty for none.')
param operatorsGroupId string = ''

var digest = take(uniqueString(resourceGroup().id), 6)
var suffix = 'till-${environmentName}-${digest}'
var lakeName = 'tilllake${environmentName}${digest}'
var opsName = 'tillops${environmentName}${digest}'
var registryName = 'tillacr${environmentName}${digest}'
var packagesContainer = 'app-packages'
var deadLettersContainer = 'event-dead-letters'
var hostContainers = [
  'azure-webjobs-hosts'
  'azure-webjobs-secrets'
]
var allTags = union(tags, { system: 'tillstream', environment: environmentName })
var inContainer = runner == 'container'
var onDatabricks = runner == 'databricks'

module identities 'modules/identities.bicep' = {
  name: 'identities'
  params: {
    location: location
    suffix: suffix
    tags: allTags
  }
}

module observability 'modules/observability.bicep' = {
  name: 'observability'
  params: {
    location: location
    suffix: suffix
    tags: allTags
    retentionDays: logRetentionDays
    dailyQuotaGb: logGigabytesADay
    appPrincipalId: identities.outputs.appPrincipalId
  }
}

module network 'modules/network.bicep' = if (privateNetwork) {
  name: 'network'
  params: {
    location: location
    suffix: suffix
    tags: allTags
    addresses: addresses
    withDatabricks: onDatabricks
  }
}

module vault 'modules/vault.bicep' = {
  name: 'vault'
  params: {
    location: location
    suffix: suffix
    tags: allTags
    customerManagedKeys: customerManagedKeys
    encryptionPrincipalId: identities.outputs.encryptionPrincipalId
    privateNetwork: privateNetwork
    softDeleteDays: softDeleteDays
  }
}

module lake 'modules/lake.bicep' = {
  name: 'lake'
  params: {
    location: location
    name: lakeName
    tags: allTags
    redundancy: redundancy
    privateNetwork: privateNetwork
    allowedIpRanges: allowedIpRanges
    customerManagedKeys: customerManagedKeys
    encryptionIdentityId: identities.outputs.encryptionId
    vaultUri: vault.outputs.uri
    keyName: vault.outputs.storageKeyName
    softDeleteDays: softDeleteDays
    coolRawAfterDays: coolRawAfterDays
    archiveRawAfterDays: archiveRawAfterDays
    deleteQuarantineAfterDays: deleteQuarantineAfterDays
  }
}

module ops 'modules/ops.bicep' = {
  name: 'ops'
  params: {
    location: location
    name: opsName
    tags: allTags
    redundancy: redundancy
    privateNetwork: privateNetwork
    customerManagedKeys: customerManagedKeys
    encryptionIdentityId: identities.outputs.encryptionId
    vaultUri: vault.outputs.uri
    keyName: vault.outputs.storageKeyName
    softDeleteDays: softDeleteDays
    packagesContainer: packagesContainer
    deadLettersContainer: deadLettersContainer
    hostContainers: hostContainers
  }
}

module topic 'modules/event-topic.bicep' = {
  name: 'event-topic'
  params: {
    location: location
    suffix: suffix
    tags: allTags
    lakeId: lake.outputs.id
  }
}

module access 'modules/access.bicep' = {
  name: 'access'
  params: {
    lakeName: lake.outputs.name
    opsName: ops.outputs.name
    appPrincipalId: identities.outputs.appPrincipalId
    jobsPrincipalId: identities.outputs.jobsPrincipalId
    topicPrincipalId: topic.outputs.principalId
    operatorsGroupId: operatorsGroupId
    packagesContainer: packagesContainer
    deadLettersContainer: deadLettersContainer
    hostContainers: hostContainers
  }
}

module registry 'modules/registry.bicep' = if (inContainer) {
  name: 'registry'
  params: {
    location: location
    name: registryName
    tags: allTags
    privateNetwork: privateNetwork
    jobsPrincipalId: identities.outputs.jobsPrincipalId
  }
}

module container 'modules/runner-container.bicep' = if (inContainer) {
  name: 'runner-container'
  params: {
    location: location
    suffix: suffix
    tags: allTags
    image: jobImage
    registryServer: inContainer ? registry!.outputs.server : ''
    jobsIdentityId: identities.outputs.jobsId
    jobsClientId: identities.outputs.jobsClientId
    appPrincipalId: identities.outputs.appPrincipalId
    lakeName: lake.outputs.name
    cores: jobCores
    memoryGi: jobMemoryGi
    minutesAtMost: jobMinutesAtMost
    privateNetwork: privateNetwork
    subnetId: privateNetwork ? network!.outputs.jobsSubnetId : ''
  }
}

module databricks 'modules/runner-databricks.bicep' = if (onDatabricks) {
  name: 'runner-databricks'
  params: {
    location: location
    suffix: suffix
    tags: allTags
    jobsIdentityId: identities.outputs.jobsId
    privateNetwork: privateNetwork
    networkId: privateNetwork ? network!.outputs.id : ''
    hostSubnet: privateNetwork ? network!.outputs.databricksHostSubnet : ''
    containerSubnet: privateNetwork ? network!.outputs.databricksContainerSubnet : ''
  }
}

// By names and not by outputs: how many there are has to be known before anything is deployed.
var storageEndpoints = [
  {
    name: 'lake-blob'
    target: resourceId('Microsoft.Storage/storageAccounts', lakeName)
    service: 'blob'
    zone: 'privatelink.blob.${environment().suffixes.storage}'
  }
  {
    name: 'lake-dfs'
    target: resourceId('Microsoft.Storage/storageAccounts', lakeName)
    service: 'dfs'
    zone: 'privatelink.dfs.${environment().suffixes.storage}'
  }
  {
    name: 'ops-blob'
    target: resourceId('Microsoft.Storage/storageAccounts', opsName)
    service: 'blob'
    zone: 'privatelink.blob.${environment().suffixes.storage}'
  }
  {
    name: 'ops-queue'
    target: resourceId('Microsoft.Storage/storageAccounts', opsName)
    service: 'queue'
    zone: 'privatelink.queue.${environment().suffixes.storage}'
  }
  {
    name: 'ops-table'
    target: resourceId('Microsoft.Storage/storageAccounts', opsName)
    service: 'table'
    zone: 'privatelink.table.${environment().suffixes.storage}'
  }
  {
    name: 'vault'
    target: resourceId('Microsoft.KeyVault/vaults', 'kv-${suffix}')
    service: 'vault'
    zone: 'privatelink.vaultcore.azure.net'
  }
]
var registryEndpoints = [
  {
    name: 'registry'
    target: resourceId('Microsoft.ContainerRegistry/registries', registryName)
    service: 'registry'
    zone: 'privatelink.azurecr.io'
  }
]
var endpoints = inContainer ? concat(storageEndpoints, registryEndpoints) : storageEndpoints

module privateEndpoints 'modules/private-endpoint.bicep' = [for each in endpoints: if (privateNetwork) {
  name: 'endpoint-${each.name}'
  params: {
    location: location
    name: 'pe-${each.name}-${suffix}'
    tags: allTags
    subnetId: privateNetwork ? network!.outputs.endpointsSubnetId : ''
    targetId: each.target
    service: each.service
    zoneName: each.zone
  }
  dependsOn: [
    lake
    ops
    vault
    registry
  ]
}]

module functions 'modules/functions.bicep' = {
  name: 'functions'
  params: {
    location: location
    suffix: suffix
    tags: allTags
    identityId: identities.outputs.appId
    identityClientId: identities.outputs.appClientId
    lakeBlobEndpoint: lake.outputs.blobEndpoint
    opsBlobEndpoint: ops.outputs.blobEndpoint
    opsQueueEndpoint: ops.outputs.queueEndpoint
    opsTableEndpoint: ops.outputs.tableEndpoint
    packagesContainer: packagesContainer
    insightsConnectionString: observability.outputs.insightsConnectionString
    alwaysReadyInstances: alwaysReadyInstances
    maximumInstances: maximumInstances
    instanceMemoryMB: instanceMemoryMB
    functionsPerInstance: functionsPerInstance
    runner: runner
    runnerUrl: inContainer ? environment().resourceManager : databricks!.outputs.workspaceUrl
    runnerJob: inContainer ? container!.outputs.jobId : databricksJobId
    schedules: schedules
    privateNetwork: privateNetwork
    subnetId: privateNetwork ? network!.outputs.functionsSubnetId : ''
  }
  dependsOn: [
    access
    privateEndpoints
  ]
}

module events 'modules/event-subscription.bicep' = {
  name: 'event-subscription'
  params: {
    topicName: topic.outputs.name
    opsId: ops.outputs.id
    deadLettersContainer: deadLettersContainer
  }
  dependsOn: [
    access
  ]
}

module alerts 'modules/alerts.bicep' = {
  name: 'alerts'
  params: {
    location: location
    suffix: suffix
    tags: allTags
    workspaceId: observability.outputs.workspaceId
    emails: alertEmails
    dropToGoldSeconds: dropToGoldSeconds
  }
}

module workbook 'modules/workbook.bicep' = {
  name: 'workbook'
  params: {
    location: location
    suffix: suffix
    tags: allTags
    workspaceId: observability.outputs.workspaceId
  }
}

module diagnostics 'modules/diagnostics.bicep' = {
  name: 'diagnostics'
  params: {
    workspaceId: observability.outputs.workspaceId
    lakeName: lake.outputs.name
    opsName: ops.outputs.name
    vaultName: vault.outputs.name
    appName: functions.outputs.name
    topicName: topic.outputs.name
    jobEnvironmentName: inContainer ? container!.outputs.environmentName : ''
    databricksName: onDatabricks ? databricks!.outputs.workspaceName : ''
  }
}

module budget 'modules/budget.bicep' = {
  name: 'budget'
  params: {
    suffix: suffix
    amount: budgetAmount
    startDate: budgetStart
    emails: alertEmails
  }
}

module locks 'modules/locks.bicep' = if (locked) {
  name: 'locks'
  params: {
    lakeName: lake.outputs.name
    opsName: ops.outputs.name
    vaultName: vault.outputs.name
  }
}

@description('Name of the function app.')
output functionAppName string = functions.outputs.name

@description('Name of the lake: LAKE__blobServiceUri without the rest of it.')
output lakeName string = lake.outputs.name

@description('LAKE__blobServiceUri, for the command line.')
output lakeBlobUri string = lake.outputs.blobEndpoint

@description('AzureWebJobsStorage__queueServiceUri, for the command line.')
output opsQueueUri string = ops.outputs.queueEndpoint

@description('AzureWebJobsStorage__tableServiceUri, for the command line.')
output opsTableUri string = ops.outputs.tableEndpoint

@description('Address of the registry of the jobs\' image, empty with Databricks.')
output registryServer string = inContainer ? registry!.outputs.server : ''

@description('Address of the Databricks workspace, empty with a container.')
output databricksUrl string = onDatabricks ? databricks!.outputs.workspaceUrl : ''

@description('Resource id of the connector by which Unity Catalog reaches the lake, empty with a container.')
output databricksConnectorId string = onDatabricks ? databricks!.outputs.connectorId : ''

@description('Client id of the function app\'s identity: the principal that has to be allowed to run the job in Databricks.')
output appClientId string = identities.outputs.appClientId

@description('Resource id of the jobs\' identity, which the connector has.')
output jobsIdentityId string = identities.outputs.jobsId

@description('Client id of the jobs\' identity, which runs the job in Databricks.')
output jobsClientId string = identities.outputs.jobsClientId
