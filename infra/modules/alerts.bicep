// What wakes somebody up. Each rule is a query over the lines that the functions log; the queries lie in infra/queries.

@description('Azure region.')
param location string

@description('What every name ends in.')
param suffix string

@description('Tags of every resource.')
param tags object

@description('Resource id of the workspace.')
param workspaceId string

@description('Whom to tell.')
param emails array

@description('Seconds from drop to gold that the slowest twentieth of the files may take.')
@minValue(10)
param dropToGoldSeconds int

var rules = [
  {
    name: 'poisoned-message'
    title: 'A message was given up'
    query: loadTextContent('../queries/poisoned-message.kql')
    severity: 1
    every: 'PT5M'
    window: 'PT5M'
    column: ''
    operator: 'GreaterThan'
    threshold: 0
  }
  {
    name: 'missing-file'
    title: 'A file that was due has not come'
    query: loadTextContent('../queries/missing-file.kql')
    severity: 2
    every: 'PT1H'
    window: 'PT1H'
    column: ''
    operator: 'GreaterThan'
    threshold: 0
  }
  {
    name: 'batch-failed'
    title: 'A run failed in all its tries'
    query: loadTextContent('../queries/batch-failed.kql')
    severity: 1
    every: 'PT5M'
    window: 'PT5M'
    column: ''
    operator: 'GreaterThan'
    threshold: 0
  }
  {
    name: 'reconciliation-difference'
    title: 'A table does not add up to the layer before it'
    query: loadTextContent('../queries/reconciliation-difference.kql')
    severity: 0
    every: 'PT5M'
    window: 'PT5M'
    column: ''
    operator: 'GreaterThan'
    threshold: 0
  }
  {
    name: 'drop-to-gold-p95'
    title: 'Files take too long from drop to gold'
    query: loadTextContent('../queries/drop-to-gold-p95.kql')
    severity: 2
    every: 'PT15M'
    window: 'PT30M'
    column: 'Seconds'
    operator: 'GreaterThan'
    threshold: dropToGoldSeconds
  }
  {
    name: 'app-silent'
    title: 'The function app has not swept for half an hour'
    query: loadTextContent('../queries/app-silent.kql')
    severity: 1
    every: 'PT15M'
    window: 'PT30M'
    column: ''
    operator: 'LessThan'
    threshold: 1
  }
]

resource people 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: 'ag-${suffix}'
  location: 'global'
  tags: tags
  properties: {
    enabled: true
    groupShortName: 'tillstream'
    emailReceivers: [for email in emails: {
      name: email
      emailAddress: email
      useCommonAlertSchema: true
    }]
  }
}

resource alerts 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [for rule in rules: {
  name: '${rule.name}-${suffix}'
  location: location
  tags: tags
  kind: 'LogAlert'
  properties: {
    displayName: rule.title
    description: rule.query
    severity: rule.severity
    enabled: true
    scopes: [
      workspaceId
    ]
    evaluationFrequency: rule.every
    windowSize: rule.window
    // The tables of a new workspace come with the first line that is logged.
    skipQueryValidation: true
    autoMitigate: false
    criteria: {
      allOf: [
        {
          query: rule.query
          timeAggregation: empty(rule.column) ? 'Count' : 'Maximum'
          metricMeasureColumn: empty(rule.column) ? null : rule.column
          operator: rule.operator
          threshold: rule.threshold
          failingPeriods: {
            numberOfEvaluationPeriods: 1
            minFailingPeriodsToAlert: 1
          }
        }
      ]
    }
    actions: {
      actionGroups: [
        people.id
      ]
    }
  }
}]
