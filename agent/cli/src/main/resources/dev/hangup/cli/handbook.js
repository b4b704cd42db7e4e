// SPDX-License-Identifier: Apache-2.0
// Searches the pages of one language, without a server: their list is a script, fetched when the field is first used.
(function () {
  'use strict';
  var root = document.currentScript.getAttribute('data-root');
  var field = document.getElementById('search');
  var found = document.getElementById('found');
  var pages = null;
  var asked = false;

  // Small letters without the marks of Latin ones: "ket noi" finds what Vietnamese writes with them.
  function plain(text) {
    return text.toLowerCase().normalize('NFD').replace(/[\u0300-\u036f]/g, '').replace(/\u0111/g, 'd');
  }

  window.hangupPages = function (all) {
    pages = all.map(function (page) {
      return { title: page[0], path: page[1], name: plain(page[0]), text: plain(page[2]) };
    });
    show();
  };

  function ask() {
    if (!asked) {
      asked = true;
      var list = document.createElement('script');
      list.src = root + 'pages.js';
      document.head.appendChild(list);
    }
  }

  function show() {
    var words = plain(field.value).split(/\s+/).filter(Boolean);
    found.textContent = '';
    found.hidden = !pages || words.length === 0;
    if (found.hidden) {
      return;
    }
    pages
      .map(function (page, place) {
        var rank = place;
        for (var i = 0; i < words.length; i++) {
          if (page.name.indexOf(words[i]) >= 0) {
            continue;
          } else if (page.text.indexOf(words[i]) < 0) {
            return null;
          }
          rank += 10000;
        }
        return { page: page, rank: rank };
      })
      .filter(Boolean)
      .sort(function (a, b) { return a.rank - b.rank; })
      .slice(0, 20)
      .forEach(function (hit) {
        var link = document.createElement('a');
        link.href = root + hit.page.path;
        link.textContent = hit.page.title;
        found.appendChild(document.createElement('li')).appendChild(link);
      });
  }

  field.hidden = false;
  field.addEventListener('focus', ask);
  field.addEventListener('input', function () { ask(); show(); });
})();
