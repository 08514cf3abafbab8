"""A small Functions host: does in miniature what the real host does for blob, queue and timer triggers.

The worker that it drives is Microsoft's own (azure-functions-runtime); the host around it is re-implemented here,
because the real one is a .NET program that no package registry carries. Where Core Tools are installed,
`func start` runs the same app. One host per storage account: the real host's locks between instances are left out.
"""
