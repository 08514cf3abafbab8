// One page for the operator: files, runs, waits and what went wrong, from the same queries as the alerts.

@description('Azure region.')
param location string

@description('What every name ends in.')
param suffix string

@description('Tags of every resource.')
param tags object

@description('Resource id of the workspace.')
param workspaceId string

var panels = [
  {
    title: 'Files by what became of them'
    query: loadTextContent('../queries/files-by-outcome.kql')
    picture: 'barchart'
  }
  {
    title: 'Seconds from drop to gold, the slowest twentieth'
    query: loadTextContent('../queries/drop-to-gold-p95.kql')
    picture: 'linechart'
  }
  {
    title: 'Runs'
    query: loadTextContent('../queries/runs.kql')
    picture: 'table'
  }
  {
    title: 'Runs that failed'
    query: loadTextContent('../queries/batch-failed.kql')
    picture: 'table'
  }
  {
    title: 'Tables that do not add up'
    query: loadTextContent('../queries/reconciliation-difference.kql')
    picture: 'table'
  }
  {
    title: 'Messages that were given up'
    query: loadTextContent('../queries/poisoned-message.kql')
    picture: 'table'
  }
  {
    title: 'Files that are due and not there'
    query: loadTextContent('../queries/missing-file.kql')
    picture: 'table'
  }
]
var tiles = [for panel in panels: {
  type: 3
  name: panel.title
  content: {
    version: 'KqlItem/1.0'
    title: panel.title
    query: panel.query
    size: 0
    timeContext: {
      durationMs: 86400000
    }
    queryType: 0
    resourceType: 'microsoft.operationalinsights/workspaces'
    visualization: panel.picture
  }
}]
var page = {
  version: 'Notebook/1.0'
  items: tiles
}

resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  name: guid(resourceGroup().id, 'workbook', suffix)
  location: location
  tags: tags
  kind: 'shared'
  properties: {
    displayName: 'Tillstream ${suffix}'
    category: 'workbook'
    sourceId: workspaceId
    serializedData: string(page)
  }
}
