// The small retailer's runner: a Container Apps Job that runs the embedded engine from one image, and costs nothing between runs.

var roles = loadJsonContent('../roles.json')

@description('Azure region.')
param location string

@description('What every name ends in.')
param suffix string

@description('Tags of every resource.')
param tags object

@description('The image by its digest; empty before the first one is in the registry, and then there is no job yet.')
param image string

@description('Address of the registry.')
param registryServer string

@description('Resource id of the jobs\' identity.')
param jobsIdentityId string

@description('Client id of the jobs\' identity.')
param jobsClientId string

@description('Principal id of the function app\'s identity, which starts and watches the job.')
param appPrincipalId string

@description('Name of the lake.')
param lakeName string

@description('Cores of a run: as text, since Bicep knows no fractions.')
@allowed([
  '1.0'
  '2.0'
  '4.0'
])
param cores string

@description('Gibibytes of a run.')
@minValue(2)
@maxValue(32)
param memoryGi int

@description('After how many minutes a run is ended.')
@minValue(5)
@maxValue(1440)
param minutesAtMost int

@description('Whether the job reaches storage through the network.')
param privateNetwork bool

@description('Resource id of the jobs\' subnet, empty without a network.')
param subnetId string

var inNetwork = {
  infrastructureSubnetId: subnetId
  internal: true
}
// The free sizes end at 4 cores and 8 GiB; above that a dedicated machine is paid for by the hour while a run lasts.
var isLarge = memoryGi > 8
var free = [
  {
    name: 'Consumption'
    workloadProfileType: 'Consumption'
  }
]
var large = [
  {
    name: 'Consumption'
    workloadProfileType: 'Consumption'
  }
  {
    name: 'large'
    workloadProfileType: 'E4'
    minimumCount: 0
    maximumCount: 1
  }
]

// Logs go by diagnostic setting: any other way wants the workspace's key.
resource surroundings 'Microsoft.App/managedEnvironments@2025-07-01' = {
  name: 'cae-${suffix}'
  location: location
  tags: tags
  properties: {
    appLogsConfiguration: {
      destination: 'azure-monitor'
    }
    vnetConfiguration: privateNetwork ? inNetwork : null
    publicNetworkAccess: privateNetwork ? 'Disabled' : 'Enabled'
    workloadProfiles: isLarge ? large : free
    zoneRedundant: false
  }
}

resource job 'Microsoft.App/jobs@2025-07-01' = if (!empty(image)) {
  name: 'job-${suffix}'
  location: location
  tags: tags
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${jobsIdentityId}': {}
    }
  }
  properties: {
    environmentId: surroundings.id
    workloadProfileName: isLarge ? 'large' : 'Consumption'
    configuration: {
      triggerType: 'Manual'
      manualTriggerConfig: {
        parallelism: 1
        replicaCompletionCount: 1
      }
      // The function app tries a run again, not the platform: only it knows what has been done.
      replicaRetryLimit: 0
      replicaTimeout: minutesAtMost * 60
      registries: [
        {
          server: registryServer
          identity: jobsIdentityId
        }
      ]
      identitySettings: [
        {
          identity: jobsIdentityId
          lifecycle: 'Main'
        }
      ]
    }
    template: {
      containers: [
        {
          name: 'job'
          image: image
          command: [
            'tillstream-job'
          ]
          // --request follows: the function app adds it when it starts a run.
          args: [
            '--engine'
            'embedded'
            '--lake'
            'abfss://{file_system}@${lakeName}.dfs.${environment().suffixes.storage}'
            '--minutes-at-most'
            string(minutesAtMost - 2)
          ]
          env: [
            {
              name: 'AZURE_CLIENT_ID'
              value: jobsClientId
            }
          ]
          resources: {
            cpu: json(cores)
            memory: '${memoryGi}Gi'
          }
        }
      ]
    }
  }
}

resource startsRuns 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(image)) {
  scope: job
  name: guid(job.id, appPrincipalId, roles.ContainerAppsJobsOperator)
  properties: {
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.ContainerAppsJobsOperator)
  }
}

@description('Resource id that the job has, or will have once there is an image.')
output jobId string = resourceId('Microsoft.App/jobs', 'job-${suffix}')

@description('Name of the job\'s surroundings.')
output environmentName string = surroundings.name
