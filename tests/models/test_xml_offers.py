"""What is offered while XML is typed."""

import pytest

from virtgui.documents.schema import Schema, find_schemas
from virtgui.models.xml_offers import offers_at


@pytest.fixture(scope="module")
def model():
    return Schema(find_schemas(), "domain").completion()


def offered(marked, model):
    position = marked.index("|")
    return offers_at(marked.replace("|", ""), position, model)


def labels(marked, model):
    return [offer.label for offer in offered(marked, model).items]


def test_names_that_begin_with_the_letters_come_first(model):
    found = labels("<domain><devices><disk><s|", model)
    assert found[0] == "serial"
    assert found.index("source") < found.index("alias") < found.index("transient")


def test_attributes_bring_their_quotes_but_not_twice(model):
    (offer,) = offered("<domain><devices><disk><driver cac|/>", model).items
    assert (offer.insert, offer.back, offer.leads_on) == ("cache=''", 1, True)
    (offer,) = offered("<domain><devices><disk><driver cac|='none'/>", model).items
    assert (offer.insert, offer.back) == ("cache", 0)


def test_an_attribute_that_is_there_is_not_offered(model):
    assert "cache" not in labels("<domain><devices><disk><driver cache='none' |/>", model)


@pytest.mark.parametrize(
    ("marked", "found"),
    [
        ("<domain><features><gic version='|'/>", ["host", "2", "3"]),
        ("<domain><os><type>hv|", ["hvm"]),
        ("<domain><os><type>hvm|", []),
        ("<domain><name>|", []),
        ("<domain><bogus><|", []),
        ("<domain><os></|", ["os"]),
        ("<!-- <|", []),
    ],
)
def test_values_texts_and_closing_tags(model, marked, found):
    assert labels(marked, model) == found


def test_what_is_replaced_is_what_was_typed(model):
    offers = offered("<domain><devi|", model)
    assert (offers.start, offers.prefix) == (9, "devi")
    assert offered("<domain><os></|", None).items[0].insert == "os>"
