"""Every act can be read in the timeline, in every language."""

import pytest

from safeconduct.joint import new_fold
from safeconduct.node.pages.language import LANGS, translator
from safeconduct.node.pages.names import Names
from safeconduct.node.pages.sentence import sentence
from safeconduct.records.record import BODIES
from safeconduct.records.watch import FactsDerived
from tests.bodies import bodies


@pytest.mark.parametrize("lang", LANGS)
def test_every_type_of_record_has_a_sentence(lang: str):
    names, told = Names(new_fold().state, lang), set()
    for body in bodies():
        if not isinstance(body, FactsDerived):  # each fact has a text of its own, by its name
            assert sentence(body, translator(lang), names).strip(), body
        told.add(body.TYPE)
    assert told == set(BODIES)
