"""The two pages every site needs: the front page and, below it, the list of albums."""

from django.db import migrations


def create_pages(apps, schema_editor):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Page = apps.get_model("wagtailcore", "Page")
    Site = apps.get_model("wagtailcore", "Site")
    Locale = apps.get_model("wagtailcore", "Locale")
    HomePage = apps.get_model("home", "HomePage")
    AlbumIndexPage = apps.get_model("galleries", "AlbumIndexPage")

    Page.objects.filter(slug="home", depth=2).delete()  # Wagtail's welcome page
    locale = Locale.objects.order_by("pk").first()
    root = Page.objects.get(depth=1)

    def content_type(app_label, model):
        return ContentType.objects.get_or_create(model=model, app_label=app_label)[0]

    home = HomePage.objects.create(
        title="Vitrine", draft_title="Vitrine", slug="home", content_type=content_type("home", "homepage"),
        path="00010001", depth=2, numchild=1, url_path="/home/", locale=locale,
    )  # fmt: skip
    AlbumIndexPage.objects.create(
        title="相册", title_en="Albums", draft_title="相册", slug="albums",
        content_type=content_type("galleries", "albumindexpage"),
        path="000100010001", depth=3, numchild=0, url_path="/home/albums/", locale=locale, show_in_menus=True,
    )  # fmt: skip
    root.numchild = 1
    root.save()
    Site.objects.all().delete()
    Site.objects.create(hostname="localhost", root_page=home, is_default_site=True, site_name="Vitrine")


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0001_initial"),
        ("galleries", "0001_initial"),
        ("wagtailcore", "0098_apitoken"),
    ]
    operations = [migrations.RunPython(create_pages, migrations.RunPython.noop)]
