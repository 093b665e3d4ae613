"""Alerts as the backend posts them."""

from dataclasses import replace

from virtgui.core.messages import AlertChanged
from virtgui.core.metrics import SeriesKey
from virtgui.core.values.alert import Alert, Rule

NOW = 1_700_000_000.0
CPU = Rule("cpu", "cpu.used", 0.9, seconds=300.0)
MEMORY = Rule("memory", "memory.usable_share", 0.05, is_below=True)
WAIT = Rule("wait", "cpu.wait", 0.2)
WRITE = Rule("write", "disk.write", 50e6)
ERRORS = Rule("errors", "disk.errors", 0.0)
POOL_FULL = Rule("pool", "pool.used_share", 0.85)


def make_alert(rule, ref, value=0.97, part="", since=NOW):
    return Alert(rule, ref, SeriesKey(rule.metric, part), value, since)


def over(alert):
    return replace(alert, is_over=True)


def post(feed, *alerts):
    for alert in alerts:
        feed.post(AlertChanged(alert))
    feed.deliver()


class Clock:
    """Wall clock seconds that a test moves."""

    def __init__(self, now=NOW):
        self.now = now

    def __call__(self):
        return self.now
