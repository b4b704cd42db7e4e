// SPDX-License-Identifier: Apache-2.0

/** What is live as a page in a browser, served by the agent itself where that is asked for. */
@NullMarked
package dev.hangup.view;

import org.jspecify.annotations.NullMarked;
