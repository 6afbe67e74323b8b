"""How every form of the product is drawn: one field template, one form template, one error template."""

from typing import TYPE_CHECKING

from django.forms.renderers import DjangoTemplates
from django.template import TemplateDoesNotExist
from django.template.loader import get_template as project_template

if TYPE_CHECKING:
    from django.template.backends.base import _EngineTemplate

# Django chooses the error template by this name, whatever the renderer; ours ties the sentence to its field.
_OURS = {"django/forms/errors/list/default.html": "forms/errors.html"}


class FaceRenderer(DjangoTemplates):
    """Form renderer: our templates first, then Django's own for the widgets.

    Django's ``TemplatesSetting`` would need ``django.forms`` among the apps, and ``DjangoTemplates`` alone never looks
    into the project's ``templates/``; this asks the project's engine and falls back to the built-in one.
    """

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"

    def get_template(self, template_name: str) -> "_EngineTemplate":
        """The template of that name; raises TemplateDoesNotExist where neither engine has it."""
        try:
            return project_template(_OURS.get(template_name, template_name))
        except TemplateDoesNotExist:
            built_in: _EngineTemplate = super().get_template(template_name)
            return built_in
