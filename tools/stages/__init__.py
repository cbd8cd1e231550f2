"""Stages of ./dev test: functions that take a Work and return an Outcome."""
