"""What tests of the forms of devices share: one device in a small machine, and its fields."""

from lxml import etree

from virtgui.documents.domain import DomainDocument
from virtgui.documents.editing.leaves import compact
from virtgui.documents.editing.matching import devices_of
from virtgui.models.hardware.fields import Field
from virtgui.models.hardware.forms import form_of
from virtgui.models.hardware.scene import Scene

BASE = """<domain type='{virt}'>
  <name>web-01</name>
  <uuid>0c1f7a52-8e3b-4b62-9d0a-6a4e0f5b7c11</uuid>
  <memory unit='KiB'>4194304</memory>
  <vcpu>4</vcpu>
  {inside}
  <os><type arch='{arch}' machine='{machine}'>{kind}</type></os>
  <devices>{device}{others}</devices>
</domain>
"""


def scene(
    device="", others="", inside="", *, virt="kvm", arch="x86_64", machine="pc-q35-7.2", **more
):
    """The scene of a small machine; a container with virt="lxc"."""
    kind = "exe" if virt == "lxc" else "hvm"
    text = BASE.format(
        device=device,
        others=others,
        inside=inside,
        virt=virt,
        arch=arch,
        machine=machine,
        kind=kind,
    )
    document = DomainDocument.parse(text)
    return Scene(document=document, base=document.copy(), **({"node_name": "node-a"} | more))


class Bench:
    """The first device of a small machine, with its form."""

    def __init__(self, device, others="", inside="", **more):
        self.scene = scene(device, others, inside, **more)
        self.look()

    def look(self):
        """Find the device; again after a fix."""
        self.element = devices_of(self.scene.document.element)[0]
        self.form = form_of(self.element.tag)
        self.view = self.form.view(self.element)

    def item(self, name):
        """A field or list by its id."""
        return next(each for each in self.form.items() if each.id == name)

    def put(self, name, value):
        """Set a field."""
        self.item(name).write(self.view, value, self.scene)
        return self

    def get(self, name):
        """Read a field."""
        return self.item(name).read(self.view)

    def add(self, rows, **cells):
        """Add a row as the button does, and fill its cells."""
        found = self.item(rows)
        row = found.prop.add(self.view)
        if found.start is not None:
            found.start(row, self.view, self.scene)
        for column in found.columns:
            if column.id in cells:
                column.write(row, cells[column.id], self.scene)
        return row

    def finding(self, name):
        """What the check of a field or list has to say."""
        item = self.item(name)
        if isinstance(item, Field):
            return item.check(item.read(self.view), self.view, self.scene)
        return item.check(self.view, self.scene)

    def says(self, name):
        """Severity and sentence of a finding; empty for none."""
        found = self.finding(name)
        return () if found is None else (found.severity.value, found.sentence)

    def cure(self, name):
        """Apply the fix of a finding to another copy, as the editor does."""
        fix = self.finding(name).fix
        copy = self.scene.document.copy()
        self.scene = Scene(
            document=copy, base=self.scene.base, choices=self.scene.choices, caps=self.scene.caps
        )
        fix.apply(self.scene)
        self.look()

    def is_shown(self, name):
        """Whether a field is shown, and its section."""
        for section in self.form.sections:
            for each in section.items:
                if each.id == name:
                    conditions = (section.shown, each.shown)
                    return all(one is None or one(self.view, self.scene) for one in conditions)
        raise LookupError(name)

    def options(self, name):
        """The values that can be chosen, with the reason where one cannot."""
        found = self.item(name).options(self.view, self.scene)
        return {choice.value: choice.reason for choice in found}

    def label(self):
        """Title and second line in the list."""
        return self.form.label(self.view, self.scene)

    @property
    def xml(self):
        """The device as text without indentation."""
        return compact(self.element)


def same(text):
    """A text as `Bench.xml` writes it."""
    return compact(etree.fromstring(text))
