from pr_office.tools.vocative import Change, compare, decapitalise

READ = [(1, "Señora Ana"), (3, "Señor Carlos"), (4, "Señora Delia")]


def test_nothing_changed():
    assert compare(READ, READ) == []


def test_who_comes_is_put_after_whom_and_who_goes_is_last():
    now = [(0, "Señor Zoilo"), (1, "Señora Ana"), (2, "Señor Beto"), (4, "Doña Delia")]
    assert compare(READ, now) == [
        Change("added", 0, "Señor Zoilo", ""),
        Change("added", 2, "Señor Beto", "Señora Ana"),
        Change("reworded", 4, "Doña Delia", "Señor Beto"),
        Change("gone", 3, "Señor Carlos"),
    ]


def test_inside_a_sentence():
    assert decapitalise("Señora Ana Ruiz") == "señora Ana Ruiz"
    assert decapitalise("ONG Manos") == "ONG Manos"
    assert decapitalise("") == ""
