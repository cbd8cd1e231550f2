"""Set-up, tests, lint and benchmarks of the checkout: the code behind ./dev.

It runs before any dependency is installed: standard library only, except the
modules that say otherwise (they run inside the project's own environment).
"""
