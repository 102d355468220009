"""The application object that a WSGI server imports: app."""
from survey_app import create_app
from survey_app.logs import log_as_json
from survey_app.settings import load_settings, require_secret

settings = load_settings()
require_secret(settings)
log_as_json(settings.log_level)
app = create_app(settings)
