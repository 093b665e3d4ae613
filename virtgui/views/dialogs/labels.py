"""Name, title, description, tags, group and notes of machines."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QLineEdit, QWidget

from virtgui.core.ops.base import Operation
from virtgui.core.ops.domain import RenameDomain, SetDescription, SetLabels, SetTitle
from virtgui.core.refs import ObjectRef
from virtgui.core.search_complete import Vocabulary
from virtgui.core.values.domain import Domain
from virtgui.core.values.domain_config import Labels, normal_group
from virtgui.documents.metadata import NAMESPACE, PREFIX, labels_element
from virtgui.models.plain_text import one_line
from virtgui.views.dialogs.confirm import NameList
from virtgui.views.dialogs.confirm_words import things_word
from virtgui.views.dialogs.fitted import FittedDialog
from virtgui.views.dialogs.label_fields import (
    GroupField,
    TagsField,
    group_sentence,
    name_sentence,
    notes_sentence,
    tags_sentence,
)
from virtgui.views.look.look import Look
from virtgui.views.widgets.dialog import MEDIUM_WIDTH
from virtgui.views.widgets.fields import TextArea
from virtgui.views.widgets.form import FormRow

_NO_WORDS = Vocabulary()


def labels_of(domain: Domain) -> Labels:
    """What people have said about a machine so far."""
    config = domain.config
    return Labels(config.tags, config.group, config.notes) if config else Labels()


def set_labels(ref: ObjectRef, labels: Labels) -> SetLabels:
    """The operation that keeps labels in a machine's own metadata.

    Raises:
        LabelError: a tag, the group or the notes are refused.
    """
    return SetLabels(
        ref=ref,
        tags=labels.tags,
        group=labels.group,
        notes=labels.notes,
        element=labels_element(labels),
        namespace=NAMESPACE,
        prefix=PREFIX,
    )


class LabelsDialog(FittedDialog):
    """Edits what people say about one machine, or tags and group of several.

    Args of the constructor: look; the machines; tags and groups known in the fleet, for
    completion; names that are taken on the host; whether the name is what is to be changed.
    """

    def __init__(
        self,
        look: Look,
        domains: tuple[Domain, ...],
        parent: QWidget | None = None,
        *,
        vocabulary: Vocabulary = _NO_WORDS,
        taken_names: frozenset[str] = frozenset(),
        focus_name: bool = False,
    ) -> None:
        title = self.tr("Name, tags and notes of {0}")
        if len(domains) > 1:
            title = self.tr("Tags and group of {0}")
        title = title.format(things_word(domains))
        super().__init__(look, title, width=MEDIUM_WIDTH, parent=parent)
        self.setObjectName("labels_dialog")
        self._domains = domains
        self._vocabulary = vocabulary
        self._taken = taken_names
        self._checks: list[tuple[FormRow, Callable[[], str]]] = []
        self.add_title(title)
        if len(domains) == 1:
            self._form = self.add_form()
            self._build_one(domains[0])
        else:
            self.body.addWidget(NameList(look, [(one_line(domain.name), "") for domain in domains]))
            self._form = self.add_form()
            self._build_several(domains)
        self.body.addStretch(1)
        self.add_primary(self.tr("Apply"))
        self.add_cancel()
        self._focus(name=focus_name and len(domains) == 1)
        self._check()

    def operations(self) -> tuple[Operation, ...]:
        """What has to be done for what was changed; nothing for what was not."""
        if len(self._domains) == 1:
            return tuple(self._operations_of_one(self._domains[0]))
        return tuple(self._operations_of_several())

    def _build_one(self, domain: Domain) -> None:
        config, words = domain.config, self._vocabulary
        self._name = self._line("name", domain.name)
        name_row = self._row(self.tr("Name"), self._name, self._name_problem)
        reason = self._name_reason(domain)
        self._name.setReadOnly(bool(reason))
        self._name.setEnabled(not reason)
        name_row.set_hint(reason)
        self._title = self._line("title", config.title if config else "")
        hint = self.tr("A line that is shown below the name.")
        self._row(self.tr("Title"), self._title, lambda: "", hint)
        self._tags = TagsField(domain.tags, words.tags)
        self._tags.setObjectName("tags")
        hint = self.tr("Single words, parted by commas or blanks.")
        self._row(self.tr("Tags"), self._tags, lambda: tags_sentence(self._tags.tags), hint)
        self._group = self._group_field(domain.group)
        self._description = self._area("description", config.description if config else "")
        self._row(self.tr("Description"), self._description,
                  lambda: notes_sentence(self._description.toPlainText()))  # fmt: skip
        self._notes = self._area("notes", config.notes if config else "")
        hint = self.tr("Tags, group and notes are kept by the host, in the machine's definition.")
        self._row(self.tr("Notes"), self._notes,
                  lambda: notes_sentence(self._notes.toPlainText()), hint)  # fmt: skip

    def _build_several(self, domains: tuple[Domain, ...]) -> None:
        present = sorted({tag for domain in domains for tag in domain.tags})
        self._added = TagsField((), self._vocabulary.tags)
        self._added.setObjectName("add_tags")
        self._row(self.tr("Add tags"), self._added, lambda: tags_sentence(self._added.tags))
        self._removed = TagsField((), present)
        self._removed.setObjectName("remove_tags")
        hint = self.tr("They have: {0}").format(", ".join(present)) if present else ""
        self._row(self.tr("Remove tags"), self._removed, lambda: "", hint)
        groups = {domain.group for domain in domains}
        common = groups.pop() if len(groups) == 1 else ""
        self._several_groups = bool(groups)
        self._group = self._group_field(common)
        if self._several_groups:
            self._group.setPlaceholderText(self.tr("Several; empty leaves them"))

    def _group_field(self, group: str) -> GroupField:
        field = GroupField(group, self._vocabulary.groups)
        field.setObjectName("group")
        hint = self.tr("A path such as production/databases.")
        self._row(self.tr("Group"), field, lambda: group_sentence(field.text()), hint)
        return field

    def _line(self, name: str, text: str) -> QLineEdit:
        field = QLineEdit(text)
        field.setObjectName(name)
        return field

    def _area(self, name: str, text: str) -> TextArea:
        area = TextArea(self._look)
        area.setObjectName(name)
        area.setPlainText(text)
        area.setTabChangesFocus(True)
        area.setFixedHeight(self._look.px(64))
        return area

    def _row(
        self, label: str, field: QLineEdit | TextArea, problem: Callable[[], str], hint: str = ""
    ) -> FormRow:
        row = self._form.add_row(label, field, hint=hint, stretch=True)
        self._checks.append((row, problem))
        field.textChanged.connect(self._check)
        return row

    def _focus(self, *, name: bool) -> None:
        if name and self._name.isEnabled():
            self._name.setFocus()
            self._name.selectAll()
        elif len(self._domains) == 1:
            self._tags.setFocus()
            # A dialog selects all of its first field when it opens; typing would lose the tags.
            QTimer.singleShot(0, self._tags, lambda: self._tags.end(False))
        else:
            self._added.setFocus()

    def _name_reason(self, domain: Domain) -> str:
        if not domain.persistent:
            return self.tr("It has no saved definition, so it cannot be renamed.")
        if domain.is_active:
            return self.tr("It must be shut off to be renamed. Its title can change any time.")
        return ""

    def _name_problem(self) -> str:
        name = self._name.text().strip()
        if name == self._domains[0].name:
            return ""
        return name_sentence(name, self._taken)

    @Slot()
    def _check(self) -> None:
        problems = []
        for row, problem in self._checks:
            sentence = problem()
            row.set_message("error" if sentence else "", sentence)
            if sentence:
                problems.append(sentence)
        if self.primary is None:
            return
        reason = problems[0] if problems else ""
        if not reason and not self.operations():
            reason = self.tr("Nothing is changed yet.")
        self.primary.set_reason(reason)
        self.fit_soon()

    def _operations_of_one(self, domain: Domain) -> list[Operation]:
        config, ref = domain.config, domain.ref
        found: list[Operation] = []
        name, title = self._name.text().strip(), self._title.text().strip()
        description = self._description.toPlainText()
        if name != domain.name and self._name.isEnabled():
            found.append(RenameDomain(ref=ref, new_name=name))
        if title != (config.title if config else ""):
            found.append(SetTitle(ref=ref, title=title))
        if description != (config.description if config else ""):
            found.append(SetDescription(ref=ref, description=description))
        group = normal_group(self._group.text())
        labels = Labels(self._tags.tags, group, self._notes.toPlainText())
        if labels != labels_of(domain):
            found.append(set_labels(ref, labels))
        return found

    def _operations_of_several(self) -> list[Operation]:
        found: list[Operation] = []
        for domain in self._domains:
            before = labels_of(domain)
            tags = self._new_tags(before.tags)
            group = normal_group(self._group.text())
            if self._several_groups and not group:
                group = before.group
            labels = Labels(tags, group, before.notes)
            if labels != before:
                found.append(set_labels(domain.ref, labels))
        return found

    def _new_tags(self, tags: Sequence[str]) -> tuple[str, ...]:
        removed = frozenset(self._removed.tags)
        kept = tuple(tag for tag in tags if tag not in removed)
        return tuple(dict.fromkeys((*kept, *self._added.tags)))
