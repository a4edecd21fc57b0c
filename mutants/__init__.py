"""Mutation testing: small bugs are planted at random places, and the tests have to notice (``make mutants``)."""
