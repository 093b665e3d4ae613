"""Choices that the node's capabilities offer, with the reason for those that it does not."""

from collections.abc import Sequence

from virtgui.documents.properties import XmlView
from virtgui.models.hardware.fields import Choice, Chooser, words
from virtgui.models.hardware.scene import Scene
from virtgui.models.noop import QT_TRANSLATE_NOOP


def offered(kind: str, enumeration: str, *known: tuple[str, str]) -> Chooser:
    """A chooser of what the capabilities tell, in the order and with the labels that we know.

    What we know and the node does not offer is shown with the reason; what the node offers and
    we do not know is shown by its own word. Where the node tells nothing all are possible.

    Args:
        kind: The device kind, as `DomainCaps.devices` names it.
        enumeration: The name there.
        known: Values with untranslated labels; an empty label shows the value.
    """

    def choose(_view: XmlView, scene: Scene) -> Sequence[Choice]:
        told = None if scene.caps is None else scene.caps.offers(kind, enumeration)
        reason = missing_reason(scene)
        own = [
            Choice(value, words(label), reason if told is not None and value not in told else "")
            for value, label in known
        ]
        named = {value for value, _label in known}
        return [*own, *(Choice(value) for value in told or () if value not in named)]

    return choose


def missing_reason(scene: Scene) -> str:
    """Why something cannot be chosen: the hypervisor of the node does not offer it."""
    sentence = words(QT_TRANSLATE_NOOP("Hardware", "The hypervisor of {host} does not offer it."))
    return sentence.format(host=scene.node_name or "…")
