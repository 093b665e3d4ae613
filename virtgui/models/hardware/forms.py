"""All forms: one per kind of device, and those of the domain's own settings."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from virtgui.models.hardware import (
    audio,
    channel,
    controller,
    disk,
    filesystem,
    graphics,
    hostdev,
    input_device,
    interface,
    lines,
    memballoon,
    memory_devices,
    minor_devices,
    platform_devices,
    redirection,
    rng,
    smartcard,
    sound,
    tpm,
    video,
)
from virtgui.models.hardware.fields import Form
from virtgui.models.hardware.settings import (
    boot,
    cpu,
    features,
    general,
    limits,
    memory,
    numa,
)

SETTINGS: Final[tuple[Form, ...]] = (
    general.FORM,
    features.FORM,
    cpu.FORM,
    numa.FORM,
    memory.FORM,
    boot.FORM,
    limits.FORM,
)
"""The parts of the domain's own settings, in the order of the list."""

_DEVICE_FORMS: Final[tuple[Form, ...]] = (
    disk.FORM,
    controller.FORM,
    filesystem.FORM,
    interface.FORM,
    graphics.FORM,
    video.FORM,
    sound.FORM,
    audio.FORM,
    input_device.FORM,
    lines.SERIAL,
    lines.PARALLEL,
    lines.CONSOLE,
    channel.FORM,
    hostdev.FORM,
    redirection.REDIRECTION,
    redirection.FILTER,
    smartcard.FORM,
    memory_devices.MEMORY,
    memory_devices.SHMEM,
    tpm.FORM,
    rng.FORM,
    memballoon.FORM,
    platform_devices.IOMMU,
    platform_devices.VSOCK,
    platform_devices.WATCHDOG,
    platform_devices.PANIC,
    minor_devices.CRYPTO,
    minor_devices.PSTORE,
    minor_devices.HUB,
    minor_devices.NVRAM,
    minor_devices.LEASE,
)

DEVICES: Final[Mapping[str, Form]] = MappingProxyType({form.id: form for form in _DEVICE_FORMS})
"""The form of each kind of device, by the element's name."""


def form_of(tag: str) -> Form | None:
    """The form of a kind of device; None for one that has no form of its own."""
    return DEVICES.get(tag)


def settings_form(form_id: str) -> Form | None:
    """The form of a part of the settings."""
    return next((form for form in SETTINGS if form.id == form_id), None)


def settings_for(path: str) -> Form | None:
    """The part of the settings that a leaf belongs to."""
    return next((form for form in SETTINGS if form.owns(path)), None)
