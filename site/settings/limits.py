"""How often something may be done before it is refused or asks for a proof."""

from config.env import env

# How often: common/limits.py. "network" is an IPv4 address or an IPv6 /64; "site" is everybody together.
LIMITS = {
    # Every request of the API: by one person, by whoever is nobody from one network.
    "api_account": "3000/1h",
    "api_network": "6000/1h",
    # Failed sign-ins. A device that signed in to the account before has a count of its own.
    "sign_in_device": "10/15m",
    "sign_in_account_network": "10/15m",
    "sign_in_account": "50/15m",
    "sign_in_network": "60/15m",
    "sign_in_site": "5000/15m",
    "sign_in_log": "1/1m",
    "second_factor": "10/15m",
    # Requests with a wrong access token; tokens made by one person.
    "token_network": "60/15m",
    "token_account": "20/1h 60/1d",
    # After so many failed sign-ins or made accounts, forms ask for a proof that somebody is no machine.
    "captcha_sign_in": "5/15m",
    "captcha_sign_up": "3/1h",
    "captcha_code": "3/1h",
    "sign_up_network": "20/1h 60/1d",
    "sign_up_mailbox": "3/1h",
    "reset_account": "3/15m 10/1d",
    "reset_network": "20/1h 60/1d",
    "confirm_network": "60/15m",
    "password_account": "10/15m",
    # Text messages cost money.
    "code_number": "1/1m 5/1d",
    "code_network": "10/1h 30/1d",
    "code_site": "1000/1d",
    "code_tries_network": "60/15m",
    # Pictures that programs send by access tokens.
    "upload_account": "2000/1h 10000/1d",
    "upload_network": "4000/1h 20000/1d",
    # Whole albums as a zip keep a thread and the network busy.
    "zip": "20/1h",
    # Wrong passwords of share links; links made by one person; guests who come in by links from one network.
    "link_password_link_network": "10/15m",
    "link_password_network": "30/15m",
    "link_password_link": "100/15m",
    "share_links": "60/1h",
    "link_visits": "600/1h",
    # Likes given and taken back by one person; what she does with her lists of favourites.
    "like_account": "60/1m 2000/1d",
    "favourite_account": "120/1m 5000/1d",
    # Comments, and likes and dislikes of them.
    "comment_account": "10/1m 100/1h 500/1d",
    "comment_network": "60/1m 600/1h",
    "comment_vote_account": "60/1m 1000/1h",
    # Reports by one person.
    "report_account": "20/1h 60/1d",
    # Invitations to albums by one person; mails that one mailbox gets by them.
    "invite_account": "60/1h 200/1d",
    "invite_mailbox": "5/1d",
    # What one guest marks, and how often the album's owner hears of it.
    "picks_visit": "2000/1h",
    "picks_told": "1/1h",
    # Photos sent into others' albums; how often the owner hears of those of one sender.
    "contribute_sender": "300/1h 1000/1d",
    "contribute_network": "600/1h 2000/1d",
    "contributions_told": "1/10m",
    # New follows of one person; whom she begins to block or mute.
    "follow_account": "60/1m 1000/1d",
    "keep_away_account": "30/1m 300/1d",
    # Webhooks made, or led elsewhere; what is sent once more or as a test.
    "webhook_account": "30/1h 100/1d",
    "webhook_send_account": "60/1h",
    # Mails about notifications that one person gets at once; the rest comes with the daily one.
    "notification_mails": "20/1h 60/1d",
    **env.dict("LIMITS", default={}),
}
# What answers of the API tell in their RateLimit headers. Not those that would say something about others: how often
# somebody tried to sign in, or how many mails a mailbox was sent.
LIMITS_TOLD = {
    "api_account", "api_network", "comment_account", "comment_network", "comment_vote_account", "contribute_network",
    "contribute_sender", "favourite_account", "follow_account", "invite_account", "keep_away_account", "like_account",
    "picks_visit", "report_account", "share_links", "token_account", "upload_account", "upload_network", "zip",
}  # fmt: skip
