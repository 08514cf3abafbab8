// What a month may cost before somebody is told: at four fifths, at all of it, and when the forecast says so.

@description('What every name ends in.')
param suffix string

@description('Amount a month, in the subscription\'s currency.')
@minValue(1)
param amount int

@description('First day of the month that the budget begins with, yyyy-MM-01.')
param startDate string

@description('Whom to tell.')
param emails array

resource budget 'Microsoft.Consumption/budgets@2023-05-01' = {
  name: 'budget-${suffix}'
  properties: {
    category: 'Cost'
    amount: amount
    timeGrain: 'Monthly'
    timePeriod: {
      startDate: startDate
    }
    notifications: {
      most: {
        enabled: true
        operator: 'GreaterThanOrEqualTo'
        threshold: 80
        thresholdType: 'Actual'
        contactEmails: emails
      }
      all: {
        enabled: true
        operator: 'GreaterThanOrEqualTo'
        threshold: 100
        thresholdType: 'Actual'
        contactEmails: emails
      }
      forecast: {
        enabled: true
        operator: 'GreaterThanOrEqualTo'
        threshold: 110
        thresholdType: 'Forecasted'
        contactEmails: emails
      }
    }
  }
}
