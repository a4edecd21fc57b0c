"""A pytest plugin: tests in an order of chance, so that those of all files come early."""

import random


def pytest_collection_modifyitems(items):
    random.Random(0).shuffle(items)
