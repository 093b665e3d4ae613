"""Questions on their way: answered, withdrawn, refused; several at once and from any thread."""

import threading

import pytest

from virtgui.backend.prompter import Asker, Prompter, blank_prompt
from virtgui.core.errors import CancelledError
from virtgui.core.messages import PromptAsked, PromptWithdrawn
from virtgui.core.refs import ConnectionId
from virtgui.core.values.connection import ConnectionSpec
from virtgui.core.values.prompt import PromptField, PromptKind, PromptReply

YES = PromptReply(accepted=True, answers=("secret",))
QUESTION = blank_prompt(kind=PromptKind.PASSWORD, fields=(PromptField(""),), host="web")


class Window:
    """Keeps what is posted; may act on it."""

    def __init__(self):
        self.messages = []
        self.act = lambda message: None

    def post(self, message):
        self.messages.append(message)
        self.act(message)

    def of(self, kind):
        return [message for message in self.messages if isinstance(message, kind)]


@pytest.fixture
def window():
    return Window()


@pytest.fixture
def prompter(window):
    return Prompter(window)


@pytest.fixture
def told():
    return []


@pytest.fixture
def asker(prompter, told):
    spec = ConnectionSpec(ConnectionId("c"), "qemu+ssh://web/system", "Web")
    return Asker(prompter, spec, told.append, diagnosis=7)


def test_a_question_carries_who_asks_and_its_answer_comes_back(window, prompter, asker, told):
    question = asker.put(QUESTION)
    (asked,) = window.of(PromptAsked)
    prompt = asked.prompt
    assert (prompt.id, prompt.connection, prompt.node, prompt.diagnosis) == (1, "c", "Web", 7)
    assert prompt.host == "web"
    prompter.reply(prompt.id, YES)
    assert question.future.result(0) is YES
    asker.done(question)
    assert window.of(PromptWithdrawn) == [PromptWithdrawn(1)]
    assert told == [True, False]


def test_an_answer_that_comes_at_once_is_not_lost(window, prompter, asker):
    window.act = lambda message: (
        prompter.reply(message.prompt.id, YES) if isinstance(message, PromptAsked) else None
    )
    assert asker.wait(QUESTION) is YES


def test_a_second_answer_and_one_to_nobody_do_no_harm(window, prompter, asker):
    question = asker.put(QUESTION)
    prompter.reply(question.id, YES)
    prompter.reply(question.id, PromptReply(accepted=False))
    prompter.reply(99, YES)
    prompter.withdraw(question.id)
    assert question.future.result(0) is YES
    assert len(window.of(PromptWithdrawn)) == 1


def test_closing_withdraws_all_and_refuses_later_ones(window, asker, told):
    questions = [asker.put(QUESTION) for _ in range(2)]
    asker.close()
    for question in questions:
        with pytest.raises(CancelledError):
            question.future.result(0)
        asker.done(question)
    assert {message.prompt_id for message in window.of(PromptWithdrawn)} == {1, 2}
    assert told == [True, True, False]
    with pytest.raises(CancelledError):
        asker.put(QUESTION)
    assert len(window.of(PromptAsked)) == 2


def test_closing_wakes_the_worker_that_waits(window, asker):
    outcome = []

    def work():
        try:
            outcome.append(asker.wait(QUESTION))
        except CancelledError as error:
            outcome.append(error)

    worker = threading.Thread(target=work)
    is_asked = threading.Event()
    window.act = lambda message: is_asked.set()
    worker.start()
    assert is_asked.wait(5)
    asker.close()
    worker.join(5)
    assert isinstance(outcome[0], CancelledError)


def test_it_waits_until_the_last_of_several_questions_is_over(asker, told):
    first, second = asker.put(QUESTION), asker.put(QUESTION)
    asker.done(first)
    assert told == [True, True]
    asker.done(second)
    assert told == [True, True, False]


def test_one_connection_does_not_withdraw_the_questions_of_another(prompter, asker):
    other = Asker(prompter, ConnectionSpec(ConnectionId("d"), "", "D"), lambda asks: None)
    question = other.put(QUESTION)
    asker.put(QUESTION)
    asker.close()
    prompter.reply(question.id, YES)
    assert question.future.result(0) is YES


def test_many_threads_each_get_their_own_answer(window, prompter, asker):
    def answer(message):
        if isinstance(message, PromptAsked):
            words = (message.prompt.subject,)
            prompter.reply(message.prompt.id, PromptReply(accepted=True, answers=words))

    window.act = answer
    got = {}

    def work(name):
        prompt = blank_prompt(kind=PromptKind.PASSPHRASE, subject=name)
        got[name] = asker.wait(prompt).answers[0]

    names = [str(number) for number in range(20)]
    threads = [threading.Thread(target=work, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(5)
    assert got == {name: name for name in names}


def test_the_answer_is_nowhere_in_what_is_printed(asker, prompter):
    question = asker.put(QUESTION)
    prompter.reply(question.id, YES)
    assert "secret" not in repr((YES, question, prompter, asker))


def test_an_answer_to_one_who_has_gone_does_no_harm(prompter, asker, told):
    answered, withdrawn = asker.put(QUESTION), asker.put(QUESTION)
    for question in (answered, withdrawn):
        question.future.cancel()
    prompter.reply(answered.id, YES)
    asker.done(answered)
    asker.done(withdrawn)
    assert told == [True, True, False]


def test_somebody_else_may_be_told_as_well(asker):
    more = []
    asker.also_tell(more.append)
    asker.done(asker.put(QUESTION))
    assert more == [True, False]
