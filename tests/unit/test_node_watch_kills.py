"""A slice of the campaign of kills under streaming positions. The long one: `make campaign-watch-kills`."""

from tests.campaign.watch_kills import run


def test_no_fact_is_lost_or_doubled_and_no_alarm_late():
    told, wrong = run(positions=9_000, kills=4, seed=3)
    assert not wrong
    assert told["positions"] == 9_000 and told["facts"] > 20
    assert told["killed in the middle of a write"] and sum(told.values()) > 9_000
