// Who may do what in storage: the app, the jobs, the topic and the people, each on the single things that they work with.

var names = loadJsonContent('../../jobs/contracts/names.json')

@description('Name of the lake.')
param lakeName string

@description('Name of the ops account.')
param opsName string

@description('Principal id of the function app\'s identity.')
param appPrincipalId string

@description('Principal id of the jobs\' identity.')
param jobsPrincipalId string

@description('Principal id of the identity with which events are delivered.')
param topicPrincipalId string

@description('Object id of the Entra group of operators; empty for none.')
param operatorsGroupId string

@description('Container of the app\'s packages.')
param packagesContainer string

@description('Container of the events that could not be delivered.')
param deadLettersContainer string

@description('Containers of the Functions host.')
param hostContainers array

module appInLake 'roles.bicep' = {
  name: 'roles-app-lake'
  params: {
    accountName: lakeName
    principalId: appPrincipalId
    containerRoles: [
      { container: names.fileSystems.landing, role: 'StorageBlobDataReader' }
      { container: names.fileSystems.raw, role: 'StorageBlobDataContributor' }
      { container: names.fileSystems.bronze, role: 'StorageBlobDataContributor' }
      { container: names.fileSystems.quarantine, role: 'StorageBlobDataContributor' }
    ]
  }
}

module appInOps 'roles.bicep' = {
  name: 'roles-app-ops'
  params: {
    accountName: opsName
    principalId: appPrincipalId
    // The host keeps its locks and the state of its timers in containers that it makes itself where they are not there.
    containerRoles: [
      { container: packagesContainer, role: 'StorageBlobDataContributor' }
      { container: hostContainers[0], role: 'StorageBlobDataOwner' }
      { container: hostContainers[1], role: 'StorageBlobDataOwner' }
    ]
    queueRoles: [
      { queue: names.queues.landingEvents, role: 'StorageQueueDataContributor' }
      { queue: names.queues.transformRequests, role: 'StorageQueueDataContributor' }
      { queue: names.queues.transformResults, role: 'StorageQueueDataContributor' }
      { queue: '${names.queues.landingEvents}${names.poisonSuffix}', role: 'StorageQueueDataContributor' }
      { queue: '${names.queues.transformRequests}${names.poisonSuffix}', role: 'StorageQueueDataContributor' }
      { queue: '${names.queues.transformResults}${names.poisonSuffix}', role: 'StorageQueueDataContributor' }
      { queue: names.blobTriggerPoison, role: 'StorageQueueDataContributor' }
    ]
    tableRoles: [
      { table: names.ledgerTable, role: 'StorageTableDataContributor' }
    ]
  }
}

module jobsInLake 'roles.bicep' = {
  name: 'roles-jobs-lake'
  params: {
    accountName: lakeName
    principalId: jobsPrincipalId
    containerRoles: [
      { container: names.fileSystems.bronze, role: 'StorageBlobDataContributor' }
      { container: names.fileSystems.silver, role: 'StorageBlobDataContributor' }
      { container: names.fileSystems.gold, role: 'StorageBlobDataContributor' }
      { container: names.fileSystems.reports, role: 'StorageBlobDataContributor' }
    ]
  }
}

module operatorsInLake 'roles.bicep' = if (!empty(operatorsGroupId)) {
  name: 'roles-operators-lake'
  params: {
    accountName: lakeName
    principalId: operatorsGroupId
    principalType: 'Group'
    containerRoles: [
      { container: names.fileSystems.landing, role: 'StorageBlobDataContributor' }
      { container: names.fileSystems.raw, role: 'StorageBlobDataContributor' }
      { container: names.fileSystems.bronze, role: 'StorageBlobDataContributor' }
      { container: names.fileSystems.quarantine, role: 'StorageBlobDataContributor' }
      { container: names.fileSystems.silver, role: 'StorageBlobDataReader' }
      { container: names.fileSystems.gold, role: 'StorageBlobDataReader' }
      { container: names.fileSystems.reports, role: 'StorageBlobDataReader' }
    ]
  }
}

module operatorsInOps 'roles.bicep' = if (!empty(operatorsGroupId)) {
  name: 'roles-operators-ops'
  params: {
    accountName: opsName
    principalId: operatorsGroupId
    principalType: 'Group'
    queueRoles: [
      { queue: names.queues.transformRequests, role: 'StorageQueueDataContributor' }
      { queue: names.queues.transformResults, role: 'StorageQueueDataContributor' }
    ]
    tableRoles: [
      { table: names.ledgerTable, role: 'StorageTableDataContributor' }
    ]
  }
}

module topicInOps 'roles.bicep' = {
  name: 'roles-topic-ops'
  params: {
    accountName: opsName
    principalId: topicPrincipalId
    containerRoles: [
      { container: deadLettersContainer, role: 'StorageBlobDataContributor' }
    ]
    queueRoles: [
      { queue: names.queues.landingEvents, role: 'StorageQueueDataMessageSender' }
    ]
  }
}
