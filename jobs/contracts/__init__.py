"""What the event side and the Spark side agree on: datasets, paths, messages, manifests and errors.

Standard library and YAML only, so that both sides can import it without bringing the other's weight.
"""
