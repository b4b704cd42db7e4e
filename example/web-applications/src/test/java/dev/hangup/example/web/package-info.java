// SPDX-License-Identifier: Apache-2.0
/** The applications in servers as people run them, under the real agent. */
package dev.hangup.example.web;
