"""The devices of a node that may be passed through. Lane threads only.

libvirt has no call that tells more of many devices than their names: each takes one. On the
node itself a hundred take some hundredths of a second, over a link of 50 ms five seconds.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import libvirt

from virtgui.backend.libvirt.errors import is_link_loss, translate
from virtgui.core.errors import ErrorInfo, ErrorKind, Remedy
from virtgui.core.values.domain_config import DomainConfig
from virtgui.core.values.node_choices import Found, NodeDeviceChoice
from virtgui.documents.node_choices import read_node_device

LONGEST: Final = 30.0
"""Seconds after which the rest of the devices is left out, and the answer says so."""
