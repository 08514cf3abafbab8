// The function app on Flex Consumption, and every setting that the code reads there.

@description('Azure region.')
param location string

@description('What every name ends in.')
param suffix string

@description('Tags of every resource.')
param tags object

@description('Resource id of the app\'s identity.')
param identityId string

@description('Client id of the app\'s identity.')
param identityClientId string

@description('Address of the lake\'s blob service.')
param lakeBlobEndpoint string

@description('Address of the ops account\'s blob service.')
param opsBlobEndpoint string

@description('Address of the ops account\'s queue service.')
param opsQueueEndpoint string

@description('Address of the ops account\'s table service.')
param opsTableEndpoint string

@description('Container of the app\'s packages in the ops account.')
param packagesContainer string

@description('Where telemetry is sent to.')
param insightsConnectionString string

@description('Instances of land_file that are always ready; 0 scales to zero.')
@minValue(0)
@maxValue(20)
param alwaysReadyInstances int

@description('Most instances.')
@minValue(1)
@maxValue(1000)
param maximumInstances int

@description('Memory of an instance.')
@allowed([
  2048
  4096
])
param instanceMemoryMB int

@description('Functions that run at the same time in one instance.')
@minValue(1)
@maxValue(16)
param functionsPerInstance int

@description('What runs the jobs.')
@allowed([
  'container'
  'databricks'
])
param runner string

@description('Where the runner is asked.')
param runnerUrl string

@description('The runner\'s job: a resource id, or Databricks\' number of it.')
param runnerJob string

@description('When the timers fire: objects with sweep, completeness, incentive and upkeep, six fields each, UTC.')
param schedules object

@description('Whether the app reaches storage through the network.')
param privateNetwork bool

@description('Resource id of the functions\' subnet, empty without a network.')
param subnetId string

// What is here is what functions/settings.py and the triggers read; a test holds the two equal.
var settings = {
  APPLICATIONINSIGHTS_CONNECTION_STRING: insightsConnectionString
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identityClientId};Authorization=AAD'
  AZURE_CLIENT_ID: identityClientId
  AzureWebJobsStorage__blobServiceUri: opsBlobEndpoint
  AzureWebJobsStorage__queueServiceUri: opsQueueEndpoint
  AzureWebJobsStorage__tableServiceUri: opsTableEndpoint
  AzureWebJobsStorage__credential: 'managedidentity'
  AzureWebJobsStorage__clientId: identityClientId
  LAKE__blobServiceUri: lakeBlobEndpoint
  LAKE__credential: 'managedidentity'
  LAKE__clientId: identityClientId
  PYTHON_THREADPOOL_THREAD_COUNT: string(functionsPerInstance)
  TILLSTREAM_BLOB_EVENTS: 'EventGrid'
  TILLSTREAM_RUNNER: runner
  TILLSTREAM_RUNNER_URL: runnerUrl
  TILLSTREAM_RUNNER_JOB: runnerJob
  TILLSTREAM_SWEEP_SCHEDULE: schedules.sweep
  TILLSTREAM_COMPLETENESS_SCHEDULE: schedules.completeness
  TILLSTREAM_INCENTIVE_SCHEDULE: schedules.incentive
  TILLSTREAM_UPKEEP_SCHEDULE: schedules.upkeep
}
var landFileIsReady = [
  {
    name: 'function:land_file'
    instanceCount: alwaysReadyInstances
  }
]

resource plan 'Microsoft.Web/serverfarms@2025-03-01' = {
  name: 'plan-${suffix}'
  location: location
  tags: tags
  kind: 'functionapp'
  sku: {
    name: 'FC1'
    tier: 'FlexConsumption'
  }
  properties: {
    reserved: true
  }
}

resource app 'Microsoft.Web/sites@2025-03-01' = {
  name: 'func-${suffix}'
  location: location
  tags: tags
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identityId}': {}
    }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    clientAffinityEnabled: false
    keyVaultReferenceIdentity: identityId
    virtualNetworkSubnetId: privateNetwork ? subnetId : null
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: '${opsBlobEndpoint}${packagesContainer}'
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identityId
          }
        }
      }
      runtime: {
        name: 'python'
        version: '3.13'
      }
      scaleAndConcurrency: {
        alwaysReady: alwaysReadyInstances > 0 ? landFileIsReady : []
        maximumInstanceCount: maximumInstances
        instanceMemoryMB: instanceMemoryMB
      }
      // In preview: instances take a new package over one after another, and end what they have begun.
      #disable-next-line BCP037
      siteUpdateStrategy: {
        type: 'RollingUpdate'
      }
    }
    siteConfig: {
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
      ftpsState: 'Disabled'
      http20Enabled: true
      // No function answers HTTP. Packages come in by the other entrance, with an identity.
      ipSecurityRestrictionsDefaultAction: 'Deny'
      scmIpSecurityRestrictionsDefaultAction: 'Allow'
      scmIpSecurityRestrictionsUseMain: false
      appSettings: [for setting in items(settings): {
        name: setting.key
        value: setting.value
      }]
    }
  }
}

resource noFtpPassword 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2025-03-01' = {
  parent: app
  name: 'ftp'
  properties: {
    allow: false
  }
}

resource noPublishingPassword 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2025-03-01' = {
  parent: app
  name: 'scm'
  properties: {
    allow: false
  }
}

@description('Name of the function app.')
output name string = app.name

@description('Resource id of the function app.')
output id string = app.id

