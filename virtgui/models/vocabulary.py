"""The values that search completion offers: what the fleet has now."""

from collections import Counter

from virtgui.bridge.feed import Feed
from virtgui.core.search_complete import Vocabulary


def read_vocabulary(feed: Feed) -> Vocabulary:
    """Nodes, tags, groups, systems and networks, the most used first."""
    tags: Counter[str] = Counter()
    groups: Counter[str] = Counter()
    systems: Counter[str] = Counter()
    networks: Counter[str] = Counter()
    for domain in feed.inventory.domains():
        config = domain.config
        if config is None:
            continue
        tags.update(config.tags)
        groups.update((config.group,) if config.group else ())
        systems.update((config.os_label,) if config.os_label else ())
        networks.update(interface.source for interface in config.interfaces if interface.source)
    return Vocabulary(
        nodes=tuple(status.spec.name for status in feed.statuses.values()),
        tags=_names(tags),
        groups=_names(groups),
        systems=_names(systems),
        networks=_names(networks),
    )


def _names(counted: Counter[str]) -> tuple[str, ...]:
    return tuple(name for name, _ in counted.most_common())
