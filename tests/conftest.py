"""Settings of the property tests: the same examples in every run, however slow the machine."""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "metaarr", deadline=None, derandomize=True, max_examples=40, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("metaarr")
