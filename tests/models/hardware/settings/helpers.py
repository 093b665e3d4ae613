"""What tests of the settings' forms share."""

from lxml import etree

from virtgui.documents.domain import DomainDocument
from virtgui.documents.editing.leaves import compact
from virtgui.models.hardware.fields import Field
from virtgui.models.hardware.scene import Scene

BASE = """<domain type='kvm'>
  <name>web-01</name>
  <uuid>0c1f7a52-8e3b-4b62-9d0a-6a4e0f5b7c11</uuid>
  <memory unit='KiB'>4194304</memory>
  <vcpu>4</vcpu>
  <os>
    <type arch='x86_64' machine='pc-q35-7.2'>hvm</type>
  </os>
  {inside}
  <devices>{devices}<memballoon model='none'/></devices>
</domain>
"""


def document(inside="", devices="", change=("", "")):
    """A small machine with more inside it."""
    text = BASE.format(inside=inside, devices=devices)
    return DomainDocument.parse(text.replace(*change) if change[0] else text)


def scene(inside="", devices="", change=("", ""), **more):
    """The scene of a small machine."""
    found = document(inside, devices, change)
    return Scene(document=found, base=found.copy(), node_name="node-a", **more)


def item(form, name):
    """A field or list by its id."""
    return next(each for each in form.items() if each.id == name)


def column(form, rows, name):
    """A column by the ids of its list and its own."""
    return next(each for each in item(form, rows).columns if each.id == name)


def view(form, where):
    """The declared properties of a form in a scene."""
    return form.view(where.document.element)


def put(form, name, value, where):
    """Set a field."""
    item(form, name).write(view(form, where), value, where)


def get(form, name, where):
    """Read a field."""
    return item(form, name).read(view(form, where))


def finding(form, name, where):
    """What the check of a field or list has to say."""
    found, own = item(form, name), view(form, where)
    if isinstance(found, Field):
        return found.check(found.read(own), own, where)
    return found.check(own, where)


def says(form, name, where):
    """Severity and sentence of a finding; empty for none."""
    found = finding(form, name, where)
    return () if found is None else (found.severity.value, found.sentence)


def cure(form, name, where):
    """Apply the fix of a finding."""
    finding(form, name, where).fix.apply(where)


def is_shown(form, name, where):
    """Whether a field is shown, and its section."""
    own = view(form, where)
    for section in form.sections:
        for each in section.items:
            if each.id == name:
                shown = (section.shown, each.shown)
                return all(one is None or one(own, where) for one in shown)
    raise LookupError(name)


def options(form, name, where):
    """The values that can be chosen, with the reason where one cannot."""
    own = view(form, where)
    return {choice.value: choice.reason for choice in item(form, name).options(own, where)}


def add_row(form, name, where):
    """Add a row as the button does; its view."""
    rows, own = item(form, name), view(form, where)
    row = rows.prop.add(own)
    if rows.start is not None:
        rows.start(row, own, where)
    return row


def has(where, *wanted):
    """Assert that a document has elements just like these."""
    there = [compact(element) for element in where.document.element.iter(etree.Element)]
    for each in wanted:
        assert compact(etree.fromstring(each)) in there, f"{each} in {there[0]}"


def lacks(where, *paths):
    """Assert that a document has nothing at some paths."""
    for path in paths:
        assert where.document.element.find(path) is None
