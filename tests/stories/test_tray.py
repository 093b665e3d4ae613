"""With a tray icon, closing the window leaves the program there; quitting ends it."""

from PySide6.QtWidgets import QApplication

from virtgui.views.notices import Notices


def test_closing_hides_and_quitting_ends(start, monkeypatch):
    # Fakes: the screen of the tests has no tray to show an icon in.
    monkeypatch.setattr(Notices, "_tray_is_there", staticmethod(lambda: True))
    monkeypatch.setattr(Notices, "_show_tray", lambda notices: None)
    ended = []
    monkeypatch.setattr(QApplication, "quit", lambda: ended.append(True))
    hands = start()
    window = hands.window
    hands.window.settings.set("tray.enabled", True)
    window.close()
    assert not window.isVisible()
    assert not ended
    window.come_to_front()
    assert window.isVisible()
    window.quit()
    assert not window.isVisible()
    assert ended
