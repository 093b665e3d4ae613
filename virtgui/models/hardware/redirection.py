"""The forms of USB redirection and its filter."""

from typing import Any, Final

from virtgui.documents.devices.redirection import (
    RedirectionElement,
    RedirectionFilterElement,
    UsbRuleElement,
)
from virtgui.documents.properties import Path, XmlView
from virtgui.models.hardware.channel_source import (
    ENDS,
    TYPES,
    check_spice,
    more_items,
    put_type,
    source_items,
    start_end,
    type_words,
)
from virtgui.models.hardware.device_parts import (
    ACPI_INDEX,
    ADDRESS,
    MORE,
    boot_items,
    choice,
    combo,
    count_check,
    flag,
    line,
    pattern_check,
    when,
)
from virtgui.models.hardware.fields import (
    Finding,
    Form,
    Rows,
    Section,
    error,
    fixed,
    warning,
    words,
)
from virtgui.models.hardware.scene import Scene
from virtgui.models.noop import QT_TRANSLATE_NOOP


def _check_usb(value: str, view: Any, scene: Scene) -> Finding | None:
    if _has_no_usb(scene):
        return error(
            words(
                QT_TRANSLATE_NOOP("Hardware", "The machine has no USB; give it a USB controller.")
            )
        )
    return check_spice(value, view, scene)


def _has_no_usb(scene: Scene) -> bool:
    devices = Path("devices").find(scene.document.element)
    found = [] if devices is None else list(devices.iterchildren("controller"))
    return any(item.get("type") == "usb" and item.get("model") == "none" for item in found)


def _redirection_label(view: RedirectionElement, scene: Scene) -> tuple[str, str]:
    del scene
    return words(QT_TRANSLATE_NOOP("Hardware", "USB redirection")), type_words(view.kind)


REDIRECTION: Final = Form(
    id="redirdev",
    title=QT_TRANSLATE_NOOP("Hardware", "USB redirection"),
    icon="usb",
    view=RedirectionElement,
    label=_redirection_label,
    sections=(
        Section(
            title="",
            hint=QT_TRANSLATE_NOOP(
                "Hardware", "A place for a USB device of the computer where the display is shown"
            ),
            items=(
                choice(
                    "type",
                    QT_TRANSLATE_NOOP("Hardware", "Devices come from"),
                    RedirectionElement.kind,
                    fixed(*TYPES),
                    put=put_type,
                    check=_check_usb,
                ),
                Rows(
                    id="ends",
                    label=QT_TRANSLATE_NOOP("Hardware", "Ends"),
                    prop=RedirectionElement.sources,
                    columns=ENDS,
                    start=start_end,
                    add=QT_TRANSLATE_NOOP("Hardware", "Add end"),
                    shown=when("kind", "tcp", "udp", "unix"),
                ),
                *source_items(),
            ),
        ),
        Section(
            title=MORE,
            folded=True,
            items=(
                choice(
                    "bus",
                    QT_TRANSLATE_NOOP("Hardware", "Bus"),
                    RedirectionElement.bus,
                    fixed(("usb", "USB")),
                ),
                *more_items(),
                *boot_items(),
                ADDRESS,
                ACPI_INDEX,
            ),
        ),
    ),
)

_ANY: Final = ("-1", QT_TRANSLATE_NOOP("Hardware", "Any"))
_CLASSES: Final = (
    _ANY,
    ("0x01", QT_TRANSLATE_NOOP("Hardware", "Audio")),
    ("0x02", QT_TRANSLATE_NOOP("Hardware", "Modem")),
    ("0x03", QT_TRANSLATE_NOOP("Hardware", "Keyboard, mouse")),
    ("0x06", QT_TRANSLATE_NOOP("Hardware", "Camera")),
    ("0x07", QT_TRANSLATE_NOOP("Hardware", "Printer")),
    ("0x08", QT_TRANSLATE_NOOP("Hardware", "Storage")),
    ("0x09", QT_TRANSLATE_NOOP("Hardware", "Hub")),
    ("0x0b", QT_TRANSLATE_NOOP("Hardware", "Smart card")),
    ("0x0e", QT_TRANSLATE_NOOP("Hardware", "Video")),
    ("0xe0", QT_TRANSLATE_NOOP("Hardware", "Wireless")),
    ("0xff", QT_TRANSLATE_NOOP("Hardware", "Of the maker's own")),
)
_ID: Final = pattern_check(
    r"(0x)?[0-9a-fA-F]{1,4}|-1",
    QT_TRANSLATE_NOOP("Hardware", "A number such as 0x046d; -1 is any."),
)


def _start_rule(row: XmlView, view: XmlView, scene: Scene) -> None:
    del view, scene
    row.element.set("class", "0x08")
    row.element.set("allow", "yes")


def _check_rules(view: Any, scene: Scene) -> Finding | None:
    rules = view.rules
    if rules and all(rule.allow is False for rule in rules):
        return warning(
            words(
                QT_TRANSLATE_NOOP(
                    "Hardware", "Nothing is allowed. A last rule for the rest fits: any, allowed."
                )
            )
        )
    return count_check("redirfilter")(None, view, scene)


def _filter_label(view: RedirectionFilterElement, scene: Scene) -> tuple[str, str]:
    del scene
    return words(QT_TRANSLATE_NOOP("Hardware", "Redirection filter")), words(
        QT_TRANSLATE_NOOP("Hardware", "{count} rules")
    ).format(count=len(view.rules))


FILTER: Final = Form(
    id="redirfilter",
    title=QT_TRANSLATE_NOOP("Hardware", "Redirection filter"),
    icon="filter",
    view=RedirectionFilterElement,
    label=_filter_label,
    sections=(
        Section(
            title="",
            hint=QT_TRANSLATE_NOOP("Hardware", "Which USB devices can be redirected"),
            items=(
                Rows(
                    id="rules",
                    label=QT_TRANSLATE_NOOP("Hardware", "Rules"),
                    prop=RedirectionFilterElement.rules,
                    hint=QT_TRANSLATE_NOOP("Hardware", "The first rule that fits a device decides"),
                    empty=QT_TRANSLATE_NOOP("Hardware", "All devices are allowed."),
                    add=QT_TRANSLATE_NOOP("Hardware", "Add rule"),
                    start=_start_rule,
                    ordered=True,
                    check=_check_rules,
                    columns=(
                        combo(
                            "class",
                            QT_TRANSLATE_NOOP("Hardware", "Class"),
                            UsbRuleElement.usb_class,
                            fixed(*_CLASSES),
                            check=pattern_check(
                                r"(0x)?[0-9a-fA-F]{1,2}|-1",
                                QT_TRANSLATE_NOOP("Hardware", "A number such as 0x08; -1 is any."),
                            ),
                        ),
                        line(
                            "vendor",
                            QT_TRANSLATE_NOOP("Hardware", "Maker"),
                            UsbRuleElement.vendor,
                            check=_ID,
                        ),
                        line(
                            "product",
                            QT_TRANSLATE_NOOP("Hardware", "Product"),
                            UsbRuleElement.product,
                            check=_ID,
                        ),
                        line(
                            "version",
                            QT_TRANSLATE_NOOP("Hardware", "Version"),
                            UsbRuleElement.version,
                            check=pattern_check(
                                r"[0-9]{1,2}\.[0-9]{1,2}|-1",
                                QT_TRANSLATE_NOOP("Hardware", "A version such as 2.00; -1 is any."),
                            ),
                        ),
                        flag(
                            "allow", QT_TRANSLATE_NOOP("Hardware", "Allowed"), UsbRuleElement.allow
                        ),
                    ),
                ),
            ),
        ),
    ),
)
