// Which events reach land_file: files that are whole, in landing/ alone, as messages on a queue. docs/adr/0016.

var names = loadJsonContent('../../jobs/contracts/names.json')

@description('Name of the topic.')
param topicName string

@description('Resource id of the ops account, which holds the queue and the container of what cannot be delivered.')
param opsId string

@description('Container of the events that could not be delivered.')
param deadLettersContainer string

resource topic 'Microsoft.EventGrid/systemTopics@2025-02-15' existing = {
  name: topicName
}

resource landing 'Microsoft.EventGrid/systemTopics/eventSubscriptions@2025-02-15' = {
  parent: topic
  name: 'landing'
  properties: {
    eventDeliverySchema: 'EventGridSchema'
    deliveryWithResourceIdentity: {
      identity: {
        type: 'SystemAssigned'
      }
      destination: {
        endpointType: 'StorageQueue'
        properties: {
          resourceId: opsId
          queueName: names.queues.landingEvents
          queueMessageTimeToLiveInSeconds: -1
        }
      }
    }
    filter: {
      subjectBeginsWith: '/blobServices/default/containers/${names.fileSystems.landing}/'
      isSubjectCaseSensitive: true
      includedEventTypes: names.announcements.types
      enableAdvancedFilteringOnArrays: false
      advancedFilters: [
        {
          operatorType: 'StringIn'
          key: 'data.api'
          values: names.announcements.calls
        }
      ]
    }
    retryPolicy: {
      maxDeliveryAttempts: 30
      eventTimeToLiveInMinutes: 1440
    }
    deadLetterWithResourceIdentity: {
      identity: {
        type: 'SystemAssigned'
      }
      deadLetterDestination: {
        endpointType: 'StorageBlob'
        properties: {
          resourceId: opsId
          blobContainerName: deadLettersContainer
        }
      }
    }
  }
}
