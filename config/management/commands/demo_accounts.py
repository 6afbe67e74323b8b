"""Print the accounts of the demo."""

from django.core.management.base import BaseCommand

from config.demo_accounts import demo_accounts


class Command(BaseCommand):
    """A plain table, in the order to try them."""

    help = "In các tài khoản của dữ liệu mẫu."

    def handle(self, *_args: object, **_options: object) -> None:
        accounts = demo_accounts()
        self.stdout.write(f"Tài khoản của dữ liệu mẫu (mật khẩu chung: {accounts[0]['password']})")
        for account in accounts:
            self.stdout.write(f"  {account['login']}  {account['sentence']}")
