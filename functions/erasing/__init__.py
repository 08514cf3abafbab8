"""Takes a person out of the files that tell who somebody is, with books that still balance.

Nothing of it is reached by a trigger: a person asks for it. Rows are blanked and not removed, so that every figure,
every row's number and every sale stays what it was; why is in docs/adr/0020.
"""
