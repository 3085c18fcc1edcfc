/* A button in the text editor that marks the selected words as a glossary term. Only the term's id is stored. */
(() => {
  const { React, DraftJS, draftail } = window;
  const { Icon } = window.wagtail.components;

  // The search starts with the first letters of the selected word, so that it finds singular and plural alike.
  const searchFor = (words) => words.trim().split(/\s+/)[0].slice(0, 5);

  class GlossaryTermSource extends draftail.ModalWorkflowSource {
    getChooserConfig(entity, selectedText) {
      const known = entity ? entity.getData().term || '' : '';
      return {
        url: this.props.entityType.chooserUrls.termChooser,
        urlParams: { q: searchFor(known || selectedText || '') },
        onload: window.CHOOSER_MODAL_ONLOAD_HANDLERS,
        responses: { chosen: this.onChosen },
      };
    }

    filterEntityData({ id, term, live, url }) {
      return { id, term, live, url };
    }

    onChosen(chosen) {
      const { editorState, entityType, onComplete } = this.props;
      const selection = editorState.getSelection();
      const content = editorState
        .getCurrentContent()
        .createEntity(entityType.type, 'MUTABLE', this.filterEntityData(chosen));
      const key = content.getLastCreatedEntityKey();
      let next;
      if (selection.isCollapsed()) {
        const inserted = DraftJS.Modifier.replaceText(content, selection, chosen.term, null, key);
        next = DraftJS.EditorState.push(editorState, inserted, 'insert-characters');
      } else {
        next = DraftJS.RichUtils.toggleLink(editorState, selection, key);
      }
      this.workflow.close();
      onComplete(next);
    }
  }

  const GlossaryTermEntity = (props) => {
    const { term, live, url } = props.contentState.getEntity(props.entityKey).getData();
    const label = term ? `${term}${live ? '' : ' (draft)'}` : 'Missing term';
    return React.createElement(draftail.TooltipEntity, {
      ...props,
      icon: React.createElement(Icon, { name: term && live ? 'openquote' : 'warning' }),
      label,
      url: url || null,
    });
  };

  draftail.registerPlugin(
    { type: 'GLOSSARY_TERM', source: GlossaryTermSource, decorator: GlossaryTermEntity },
    'entityTypes',
  );
})();
