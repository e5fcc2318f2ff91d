from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("jobs", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="job",
            name="again",
            field=models.BooleanField(default=False, help_text="was asked for once more after it began"),
        ),
        migrations.CreateModel(
            name="WorkerBeat",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200, unique=True)),
                ("processes", models.PositiveSmallIntegerField(help_text="workers that are up")),
                ("beat_at", models.DateTimeField()),
            ],
        ),
    ]
