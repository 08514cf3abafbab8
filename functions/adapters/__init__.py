"""The only place that talks to Azure: clients, blobs, queues, the ledger's table, job runners."""
